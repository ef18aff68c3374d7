/** JSON Schemas of leads and test drives: part of the OpenAPI document, and what the tests hold every answer against. */

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const carId = { type: 'integer', minimum: 1 } as const;
const startsAt = {
  ...time,
  description: 'when a slot begins: one of those of `GET /cars/{id}/test-drives`',
} as const;

/** An object that has these fields; of a request, others are ignored. */
function withFields(properties: Readonly<Record<string, object>>, extra: object = {}): object {
  return { type: 'object', required: Object.keys(properties), properties, ...extra };
}

function exactly(properties: Readonly<Record<string, object>>, extra: object = {}): object {
  return withFields(properties, { additionalProperties: false, ...extra });
}

const consentSchema = exactly(
  { version: { ...text, description: 'what `POST /leads` takes as consent' }, text },
  { $id: 'Consent', description: 'What somebody agrees to who leaves a number.' },
);

const newLeadSchema = withFields(
  {
    car_id: { ...carId, description: 'the car that it is about' },
    mobile: { ...text, description: 'as people write it; without a country code an Indian one' },
    consent: { ...text, description: 'the version of the text that was agreed to' },
  },
  { $id: 'NewLead' },
);

const begunLeadSchema = exactly(
  {
    lead: { ...text, description: 'to be sent with the code that the number is sent' },
    expires_in: { type: 'integer', description: 'seconds' },
  },
  { $id: 'BegunLead', description: 'The same for every mobile number, whether a code was sent or not.' },
);

const leadCodeSchema = withFields(
  { lead: text, code: { ...text, description: 'six digits' } },
  { $id: 'LeadCode' },
);

const leadProofSchema = exactly(
  { proof: { ...text, description: 'the cookie forecourt_lead holds it, too' } },
  { $id: 'LeadProof' },
);

const testDriveSlotsSchema = exactly(
  {
    days: {
      type: 'array',
      items: exactly({
        date: { ...text, format: 'date', description: 'in India' },
        slots: { type: 'array', items: exactly({ starts_at: time, free: { type: 'boolean' } }) },
      }),
    },
  },
  {
    $id: 'TestDriveSlots',
    description: 'The slots of one car that can still be booked, and those that are taken.',
  },
);

const newTestDriveSchema = {
  $id: 'NewTestDrive',
  type: 'object',
  required: ['starts_at'],
  properties: {
    starts_at: startsAt,
    proof: { ...text, description: 'of a confirmed number; not given: that of the cookie' },
  },
} as const;

const movedTestDriveSchema = withFields({ starts_at: startsAt }, { $id: 'MovedTestDrive' });

const testDriveSchema = exactly(
  {
    car_id: carId,
    starts_at: time,
    status: {
      type: 'string',
      enum: ['booked', 'canceled', 'over', 'car-gone'],
      description: 'over: it has begun; car-gone: the car was sold, so that it does not take place',
    },
    mobile: { ...text, description: 'all but its last four digits hidden' },
    link: { ...text, description: 'whoever has it may see, move and cancel this test drive' },
  },
  { $id: 'TestDrive' },
);

export const leadSchemas: readonly object[] = [
  consentSchema,
  newLeadSchema,
  begunLeadSchema,
  leadCodeSchema,
  leadProofSchema,
  testDriveSlotsSchema,
  newTestDriveSchema,
  movedTestDriveSchema,
  testDriveSchema,
];

/** The token in the address of a test drive. */
export const tokenParameters = { type: 'object', properties: { token: text } } as const;
