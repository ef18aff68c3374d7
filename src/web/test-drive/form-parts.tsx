import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import type { SlotDay } from '../../leads/test-drive.js';
import type { Link } from '../link.js';
import { LinkItems } from '../link-items.js';
import { slotDay, slotTime, slotValue } from './slot-words.js';

/** What is wrong with what was sent stands on a page once. */
const problemId = 'problem';

interface Attention {
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: 'true';
  readonly autofocus?: true;
}

/** Who comes to a field hears its hint; of one that was refused also why, and they are taken there, without scripts, too. */
function attention(problem: string | null, hintId: string | null): Attention {
  const ids = [problem === null ? null : problemId, hintId].filter((id) => id !== null);
  return {
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
    ...(problem === null ? {} : { 'aria-invalid': 'true', autofocus: true }),
  };
}

function Refusal({ problem }: { readonly problem: string | null }): JSX.Element | null {
  if (problem === null) return null;
  return (
    <p class="error" id={problemId} role="alert">
      {problem}
    </p>
  );
}

export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** As it was typed before. */
  readonly value: string;
  /** Why that won't do. */
  readonly problem: string | null;
  readonly input: JSX.IntrinsicElements['input'];
}

/** A line to fill in. */
export function Field({ id, label, hint, value, problem, input }: FieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <input id={id} name={id} required value={value} {...attention(problem, `${id}-hint`)} {...input} />
      <Refusal problem={problem} />
    </div>
  );
}

export interface TickProps {
  readonly name: string;
  /** What is sent if it is ticked. */
  readonly value: string;
  readonly text: string;
  readonly isTicked: boolean;
  readonly problem: string | null;
}

/** A sentence to agree to. */
export function Tick({ name, value, text, isTicked, problem }: TickProps): JSX.Element {
  return (
    <div class="field">
      <div class="choices">
        <label>
          <input
            type="checkbox"
            name={name}
            value={value}
            checked={isTicked}
            required
            {...attention(problem, null)}
          />
          <span>{text}</span>
        </label>
      </div>
      <Refusal problem={problem} />
    </div>
  );
}

export interface SlotsProps {
  readonly days: readonly SlotDay[];
  /** The one that is chosen already. */
  readonly chosen?: number | null;
}

export function Slots({ days, chosen = null }: SlotsProps): JSX.Element {
  return (
    <>
      {days.map(({ date, slots }) => (
        <fieldset class="field">
          <legend>{slotDay(slots[0]?.startsAtMs ?? Date.parse(date))}</legend>
          <div class="choices">
            {slots.map(({ startsAtMs, isFree }) => (
              <label>
                <input
                  type="radio"
                  name="starts_at"
                  value={slotValue(startsAtMs)}
                  required
                  disabled={!isFree}
                  checked={isFree && startsAtMs === chosen}
                />
                <span>
                  {slotTime(startsAtMs)}
                  {isFree ? '' : ' (taken)'}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

/** The way to a test drive of one's own, where somebody else's number is remembered. */
export function OtherNumber({ car }: { readonly car: Car }): JSX.Element {
  return (
    <p>
      <a href={`${car.link}/test-drive/number`}>Somebody else on this device? Book under another number</a>
    </p>
  );
}

export interface NoticeProps {
  readonly problem: string | null;
  /** To what is in the way. */
  readonly links?: readonly Link[];
}

/** What is wrong with a whole form stands over it, and who hears the page begins there. */
export function Notice({ problem, links = [] }: NoticeProps): JSX.Element | null {
  if (problem === null) return null;
  return (
    <>
      <p class="notice bad" role="alert" tabIndex={-1} autofocus>
        {problem}
      </p>
      {links.length === 0 ? null : (
        <ul>
          <LinkItems links={links} />
        </ul>
      )}
    </>
  );
}
