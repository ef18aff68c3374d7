import { describe, expect, test } from 'vitest';
import { parseDeb822Sources, parseOneLineSources, valkeySources } from './apt-sources.js';

describe('one-line sources', () => {
  test('options, comments and source packages are told apart', () => {
    const text = [
      '# deb http://mirror.example/debian buster main',
      'deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/a.gpg lang=en] http://mirror.example/debian bookworm main contrib # ours',
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://mirror.example/debian bookworm-updates main',
    ].join('\n');
    expect(parseOneLineSources(text)).toEqual([
      {
        uris: ['http://mirror.example/debian'],
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        options: { Architectures: 'amd64 arm64', 'Signed-By': '/usr/share/keyrings/a.gpg' },
      },
      {
        uris: ['http://mirror.example/debian'],
        suites: ['bookworm-updates'],
        components: ['main'],
        options: {},
      },
    ]);
  });
});

describe('deb822 sources', () => {
  test('a key that spans lines stays whole, and what is switched off is left out', () => {
    const text = `Types: deb deb-src
# a comment inside
URIs: http://mirror.example/debian http://second.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
`;
    expect(parseDeb822Sources(text)).toEqual([
      {
        uris: ['http://mirror.example/debian', 'http://second.example/debian'],
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        options: { 'Signed-By': '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF' },
      },
    ]);
  });
});

describe('the sources that Valkey comes from', () => {
  const debian = parseDeb822Sources(`Types: deb
URIs: http://mirror.example/some/path
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);

  test("Debian 12's are its archive with backports, at the machine's own mirror and with its key", () => {
    expect(valkeySources(debian, 'bookworm')).toBe(`Types: deb
URIs: http://mirror.example/some/path
Suites: bookworm bookworm-backports
Components: main
Targets: Packages
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
  });

  test("a third party's archive is not asked, though it uses the same suite name", () => {
    const thirdParty = parseOneLineSources(
      'deb [signed-by=/k.gpg] https://packages.example/deb bookworm main',
    );
    expect(valkeySources([...thirdParty, ...debian], 'bookworm')).not.toContain('packages.example');
    expect(valkeySources(thirdParty, 'bookworm')).toBeNull();
  });

  test("Ubuntu's are the release and its updates, with universe", () => {
    const ubuntu = parseOneLineSources(
      'deb http://mirror.example/ubuntu noble main universe\ndeb http://mirror.example/ubuntu noble-updates main universe',
    );
    const text = valkeySources(ubuntu, 'noble');
    expect(text).toContain('Suites: noble noble-updates\nComponents: main universe\n');
    expect(text?.match(/^URIs/gm)).toHaveLength(1);
  });

  test('another release than the machine runs is not used', () => {
    expect(valkeySources(debian, 'trixie')).toBeNull();
  });
});
