import type { SamplePaint } from '../../catalog/sample-photo.js';

/** One paint in four kinds of light. */
export interface Paint {
  /** Where the sky is mirrored: roof, shoulders, bonnet. */
  readonly light: string;
  readonly base: string;
  /** Below the waist line. */
  readonly shade: string;
  /** Gaps between panels. */
  readonly deep: string;
}

export const paints: Record<SamplePaint, Paint> = {
  white: { light: '#ffffff', base: '#f0f2f3', shade: '#c4cace', deep: '#838b92' },
  silver: { light: '#eef1f3', base: '#c2c8cd', shade: '#8c959c', deep: '#545c63' },
  grey: { light: '#a3abb2', base: '#6d757d', shade: '#474e55', deep: '#272c31' },
  black: { light: '#737b84', base: '#31363d', shade: '#1b1e22', deep: '#08090b' },
  red: { light: '#ec8177', base: '#c23531', shade: '#8a2020', deep: '#4c0f10' },
  blue: { light: '#7ea6d8', base: '#31659f', shade: '#1f4470', deep: '#0f2542' },
  brown: { light: '#b59a86', base: '#785945', shade: '#51392b', deep: '#2a1c14' },
  green: { light: '#88b19a', base: '#436f58', shade: '#2a4a3a', deep: '#13261c' },
  orange: { light: '#f6b582', base: '#dc7830', shade: '#a75518', deep: '#5c2c09' },
  gold: { light: '#e8dcb9', base: '#bba772', shade: '#8a794c', deep: '#4d4226' },
  maroon: { light: '#ae6874', base: '#742838', shade: '#4c1723', deep: '#26090f' },
  yellow: { light: '#fbe59a', base: '#e8bd42', shade: '#b78f20', deep: '#694f0b' },
};
