/** How many people took an interest in a car lately, each buyer once. */
export interface Interest {
  /** Looked at it. */
  readonly lookers: number;
  /** Booked a test drive. */
  readonly testDrives: number;
}
