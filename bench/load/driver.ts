import { Drive } from './driving.js';
import type { DriverMessage, Job } from './job.js';

/* The process that asks. Messages: a job; it answers when the measured part begins and ends, and then with its report. */

function tell(message: DriverMessage): void {
  process.send?.(message);
}

process.on('message', (job: Job) => {
  const drive = new Drive(job, (kind) => {
    tell({ kind });
  });
  void drive.run().then((report) => {
    tell({ kind: 'report', report });
  });
});
process.on('disconnect', () => process.exit());
process.stdout.write('ready\n');
