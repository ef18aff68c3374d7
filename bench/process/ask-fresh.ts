import type { Crew } from './crew.js';
import type { MemberCommand } from './member.js';

/** What a process that has done nothing before answers to one request; it is stopped then. */
export async function askFresh<Answer>(
  crew: Crew,
  command: Pick<MemberCommand, 'name' | 'script' | 'cores'>,
  request: object,
): Promise<Answer> {
  const shift = crew.shift();
  const member = await shift.start({ ...command, nodeOptions: ['--max-old-space-size=8192'] });
  const answer = await new Promise<Answer>((resolve) => {
    member.onMessage((message) => {
      resolve(message as Answer);
    });
    member.send(request);
  });
  await shift.stop();
  return answer;
}
