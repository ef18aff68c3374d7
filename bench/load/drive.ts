import type { Member } from '../process/member.js';
import type { DriverMessage, Job, Report } from './job.js';

/** Has the driver do a job; tells when the measured part begins and ends. */
export function drive(
  driver: Member,
  job: Job,
  onPhase: (phase: 'began' | 'ended') => void,
): Promise<Report> {
  return new Promise((resolve) => {
    const off = driver.onMessage((raw) => {
      const message = raw as DriverMessage;
      if (message.kind !== 'report') {
        onPhase(message.kind);
        return;
      }
      off();
      resolve(message.report);
    });
    driver.send(job);
  });
}
