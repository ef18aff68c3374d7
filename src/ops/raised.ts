/** Throws the error that comes: for races between what is done and what may go wrong beside it. */
export async function raised(coming: Promise<Error>): Promise<never> {
  throw await coming;
}
