/**
 * What `make` made last, as long as that is not older than so many milliseconds; those who ask while it is being made wait for the same one,
 * however long it takes. What can't be made is not kept: the next one tries again.
 *
 * @param now milliseconds that only go up
 */
export function keptFor<T>(
  milliseconds: number,
  make: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let making: Promise<T> | null = null;
  let kept: { readonly value: T; readonly madeAt: number } | null = null;
  const makeAndKeep = async (): Promise<T> => {
    const value = await make();
    kept = { value, madeAt: now() };
    return value;
  };
  return async () => {
    if (kept !== null && now() - kept.madeAt < milliseconds) return kept.value;
    making ??= makeAndKeep().finally(() => {
      making = null;
    });
    return making;
  };
}
