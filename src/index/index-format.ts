/**
 * Version of the layout of the keys. Raised whenever it changes: a follower then fills the index anew, and until it has, servers
 * of the other version do not answer from it.
 */
export const indexFormat = '4';
