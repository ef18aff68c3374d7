/** Widths that photos are asked for in, in pixels: from a thumbnail to a large screen of double density. */
const widths = [160, 320, 480, 640, 960, 1280, 1920] as const;

/** Knows where a photo is to be had in other sizes. */
export interface PhotoSizes {
  /** The `srcset` of a photo; null: it comes in one size. */
  sourcesOf(url: string): string | null;
}

/**
 * Photos of other hosts by a service that resizes, ours as they are: those are drawn, and sharp at any size.
 *
 * @param template an address with `{width}`, and `{url}` or `{encodedUrl}`; null: there is no such service
 */
export function photoSizesBy(template: string | null): PhotoSizes {
  if (template === null) return { sourcesOf: () => null };
  return {
    sourcesOf: (url) =>
      /^https?:/i.test(url)
        ? widths.map((width) => `${addressOf(template, url, width)} ${width}w`).join(', ')
        : null,
  };
}

function addressOf(template: string, url: string, width: number): string {
  const places: Readonly<Record<string, string>> = {
    width: String(width),
    url,
    encodedUrl: encodeURIComponent(url),
  };
  const address = template.replace(/\{(width|url|encodedUrl)\}/g, (_, name: string) => places[name] ?? '');
  // A list of addresses is split at white space, and at commas where an address ends.
  return address.replace(/\s|^,+|,+$/g, encodeURIComponent);
}
