/**
 * Reads a machine's apt sources and makes the ones that Valkey comes from: the distribution's own archive at the mirror that
 * the machine uses, with the keys that it trusts. Both formats of https://manpages.debian.org/bookworm/apt/sources.list.5.
 */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Signed-By, Trusted, Architectures ..., by their deb822 names, values as written (a key may span lines). */
  readonly options: Readonly<Record<string, string>>;
}

/** Of a file `*.list`: one line for each source. Lines that are no binary source are left out. */
export function parseOneLineSources(text: string): readonly AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line.trim());
    if (match === null) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    return [
      { uris: [uri], suites: [suite], components: words(components), options: oneLineOptions(options) },
    ];
  });
}

const deb822Names: Readonly<Record<string, string>> = {
  'signed-by': 'Signed-By',
  trusted: 'Trusted',
  arch: 'Architectures',
  'check-valid-until': 'Check-Valid-Until',
  'check-date': 'Check-Date',
};

function oneLineOptions(text: string): Readonly<Record<string, string>> {
  const pairs = words(text).flatMap((option) => {
    const [, name = '', value = ''] = /^([\w-]+)=(.*)$/.exec(option) ?? [];
    const known = deb822Names[name.toLowerCase()];
    return known === undefined ? [] : [[known, value.replaceAll(',', ' ')] as const];
  });
  return Object.fromEntries(pairs);
}

/** Of a file `*.sources`: paragraphs of fields, a value goes on in indented lines. */
export function parseDeb822Sources(text: string): readonly AptSource[] {
  return text
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .flatMap((fields) => {
      const field = (name: string): string => fields.get(name.toLowerCase()) ?? '';
      const isOff = /^(no|false|off|0|without|disable)$/i.test(field('Enabled').trim());
      if (isOff || !words(field('Types')).includes('deb') || field('URIs') === '') return [];
      const options = Object.values(deb822Names).flatMap((name) =>
        field(name) === '' ? [] : [[name, field(name)] as const],
      );
      return [
        {
          uris: words(field('URIs')),
          suites: words(field('Suites')),
          components: words(field('Components')),
          options: Object.fromEntries(options),
        },
      ];
    });
}

function fieldsOf(paragraph: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of paragraph.split('\n').filter((each) => !each.startsWith('#'))) {
    const [, name, value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set((last = name.toLowerCase()), value);
    else if (/^\s/.test(line) && last !== '')
      fields.set(last, `${fields.get(last) ?? ''}\n${line.trimEnd()}`);
  }
  return fields;
}

/**
 * The sources to fetch Valkey from, in deb822 form; null if the machine's have no archive of `codename`. It is told from
 * third parties' archives, which often use the same suite names, by having a `-updates` suite too, or else by its key.
 */
export function valkeySources(sources: readonly AptSource[], codename: string): string | null {
  const offered = sources.filter(({ suites }) => suites.includes(codename));
  const withUpdates = sources
    .filter(({ suites }) => suites.includes(`${codename}-updates`))
    .flatMap(({ uris }) => uris);
  const archives = offered.filter(
    ({ uris, options }) =>
      uris.some((uri) => withUpdates.includes(uri)) ||
      /(debian|ubuntu)-archive-/.test(options['Signed-By'] ?? '') ||
      uris.some((uri) => /\/(debian|ubuntu|ubuntu-ports)\/?$/.test(uri)),
  );
  if (archives.length === 0) return null;
  return archives.map((archive) => paragraph(archive, codename)).join('\n');
}

/** Debian 12 has Valkey among its backports; later releases have it in the release itself, Ubuntu in `universe`. */
function paragraph({ uris, components, options }: AptSource, codename: string): string {
  const suites =
    codename === 'bookworm' ? [codename, `${codename}-backports`] : [codename, `${codename}-updates`];
  return [
    'Types: deb',
    `URIs: ${uris.join(' ')}`,
    `Suites: ${suites.join(' ')}`,
    `Components: ${components.join(' ')}`,
    'Targets: Packages', // no translations, no lists of files
    ...Object.entries(options).map(([name, value]) => `${name}:${value.startsWith('\n') ? '' : ' '}${value}`),
    '',
  ].join('\n');
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
