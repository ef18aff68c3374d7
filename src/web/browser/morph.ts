/** What a script has added and the server's page does not have; it stays. */
export const kept = 'data-kept';

/**
 * Makes an element what a fresh one is, touching only what differs: what has the focus keeps it, photos are not loaded again, and no
 * screen reader reads out what has not changed. Lists that the visitor has opened stay open. The fresh one is used up.
 */
export function morph(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh)) return;
  for (const { name } of [...old.attributes])
    if (name !== 'open' && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  morphChildren(old, fresh);
}

function morphChildren(old: Element, fresh: Element): void {
  const wanted = [...fresh.childNodes];
  const known = keyedChildren(old, new Set(wanted.map(keyOf)));
  let place = next(old.firstChild);
  for (const child of wanted) {
    const key = keyOf(child);
    const same = key === '' ? unlessKeyed(place) : known.get(key);
    if (same === undefined) {
      old.insertBefore(child, place);
      continue;
    }
    if (same === place) place = next(place.nextSibling);
    else old.insertBefore(same, place);
    if (!isLike(same, child)) same.replaceWith(child);
    else if (same instanceof Element) morph(same, child as Element);
    else if (same.nodeValue !== child.nodeValue) same.nodeValue = child.nodeValue;
  }
  while (place !== null) {
    const rest = place;
    place = next(place.nextSibling);
    rest.remove();
  }
}

/** Children that are known by a key, by it; those that are wanted no more are taken away. */
function keyedChildren(old: Element, wanted: ReadonlySet<string>): ReadonlyMap<string, ChildNode> {
  const known = new Map<string, ChildNode>();
  for (const child of [...old.childNodes]) {
    const key = keyOf(child);
    if (key === '') continue;
    if (wanted.has(key)) known.set(key, child);
    else child.remove();
  }
  return known;
}

/** The first from here on that the server's page may speak of. */
function next(from: ChildNode | null): ChildNode | null {
  let child = from;
  while (child instanceof Element && child.hasAttribute(kept)) child = child.nextSibling;
  return child;
}

/** What tells a node from its neighbours, wherever it stands; empty: only its place does. */
function keyOf(node: Node): string {
  if (!(node instanceof HTMLElement)) return '';
  return (node.id || node.dataset.group) ?? node.querySelector(':scope > .box > input')?.id ?? '';
}

function unlessKeyed(node: ChildNode | null): ChildNode | undefined {
  return node === null || keyOf(node) !== '' ? undefined : node;
}

/** Whether one may become the other. A card never becomes another car's, nor is it moved: cards that fly about are hard to follow. */
function isLike(old: ChildNode, fresh: ChildNode): boolean {
  return old.nodeName === fresh.nodeName && carOf(old) === carOf(fresh);
}

function carOf(node: ChildNode): string | undefined {
  return node instanceof HTMLElement ? node.dataset.car : undefined;
}
