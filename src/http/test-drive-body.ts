import type { SlotDay, TestDrive } from '../leads/test-drive.js';

/** `2026-11-30T04:30:00Z` */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}

export function linkTo({ token }: TestDrive): string {
  return `/test-drives/${token}`;
}

export function testDriveBody(drive: TestDrive): object {
  return {
    car_id: drive.carId,
    starts_at: timeText(drive.startsAtMs),
    status: drive.state,
    mobile: drive.maskedMobile,
    link: linkTo(drive),
  };
}

export function slotsBody(days: readonly SlotDay[]): object {
  return {
    days: days.map(({ date, slots }) => ({
      date,
      slots: slots.map(({ startsAtMs, isFree }) => ({ starts_at: timeText(startsAtMs), free: isFree })),
    })),
  };
}
