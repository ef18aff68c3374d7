import type { Five } from './traits.js';

/** What the inside of a car is covered with. */
export interface Upholstery {
  readonly seat: string;
  /** The seats' sides and folds. */
  readonly shade: string;
  /** Where light falls on a seat. */
  readonly light: string;
  readonly stitch: string;
  /** Doors and dashboard. */
  readonly trim: string;
  /** The band along the dashboard. */
  readonly inlay: string;
}

export const upholsteries: Record<Five, Upholstery> = {
  0: {
    seat: '#4a5056',
    shade: '#33383d',
    light: '#626a71',
    stitch: '#8d969d',
    trim: '#3a3f45',
    inlay: '#a9b1b6',
  },
  1: {
    seat: '#c2ae93',
    shade: '#9a876d',
    light: '#d8c8b1',
    stitch: '#f0e6d6',
    trim: '#4b443d',
    inlay: '#7d6149',
  },
  2: {
    seat: '#8d5f40',
    shade: '#68442c',
    light: '#a97a58',
    stitch: '#dcb893',
    trim: '#35353a',
    inlay: '#c6a17d',
  },
  3: {
    seat: '#747f89',
    shade: '#566069',
    light: '#909aa3',
    stitch: '#c8d0d6',
    trim: '#414a53',
    inlay: '#8ba0af',
  },
  4: {
    seat: '#33373c',
    shade: '#212428',
    light: '#4b5157',
    stitch: '#b6433f',
    trim: '#2d3135',
    inlay: '#6b7278',
  },
};
