import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../shared/assert.js';

/** What browsers get beside pages, under names that change with the content. */
export interface Assets {
  /** The folder that holds them. */
  readonly folder: string;
  /** Stands in every page: a link to it would cost the first visit a round trip before anything is painted. */
  readonly stylesheet: string;
  /** Of {@link stylesheet}, as a Content-Security-Policy names it: `'sha256-...'`. */
  readonly stylesheetHash: string;
  /** Address of the one script. */
  readonly script: string;
}

/** As `bin/build.js` left them. Read once, when a server starts. */
export function loadAssets(folder: string): Assets {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Readonly<
    Record<string, { readonly file: string }>
  >;
  const fileOf = (source: string): string => must(manifest[source], `bundle of ${source}`).file;
  const stylesheet = readFileSync(join(folder, fileOf('site.css')), 'utf8').trim();
  return {
    folder,
    stylesheet,
    stylesheetHash: `'sha256-${hash('sha256', stylesheet, 'base64')}'`,
    script: `/assets/${fileOf('site.ts')}`,
  };
}
