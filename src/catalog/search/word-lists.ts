/** Words of English that a search line may hold, beside the tokens. All in lower case. */

/** Say nothing about a car: skipped without a word. */
export const noiseWords: ReadonlySet<string> = new Set(
  `a all also am an and any anything are around as at available be best boss budget buy buying by can car cars cheap
  cheaper cheapest color colored colour coloured condition cost costing deal deals dear do driven find for from get
  give good great hand have having hello hi i if in india indian is it just like list looking made make manufactured
  max maximum me model models my near nice of offer ok okay on one only or owned please plz pre preowned price priced range sale
  search second secondhand see seeking sell show showing sir some something such thank thanks that the there this to
  type use used vehicle vehicles want wanted wants we which with would year years you your`.split(/\s+/),
);

/** After which a word that is also a city's name is the city. */
export const placeWords: ReadonlySet<string> = new Set(['in', 'at', 'near', 'around', 'from']);

/** Turn what follows into its opposite, which no filter can say. */
export const negations: ReadonlySet<string> = new Set([
  'no',
  'non',
  'not',
  'without',
  'except',
  'excluding',
  'never',
]);

/** With which amounts begin, or that are their units. Typing errors in the longer ones are forgiven as those in names are. */
export const amountWords: ReadonlySet<string> = new Set(
  `above after at before below between beyond cheaper cr crore crores earlier exceeding fewer fifth first fourth from
  greater higher in inr kilometer kilometers kilometre kilometres km kms lac lacs lakh lakhs last later less lesser
  lower max maximum min minimum more newer no not older onwards over owner owners past plus post pre rs rupee rupees
  seat seater seats second since single starting than the third thousand till under until up upto within younger yr
  yrs`.split(/\s+/),
);

/**
 * Words that mean something to a buyer and nothing to a filter. They are no typing errors, though "sold" is close to
 * gold and "read" to red.
 */
export const plainWords: ReadonlySet<string> = new Set(
  `accident airbag airbags alot alter audio audit back barrier base beam bean bear beauty belt bend bent beta block blow
  boat call camera carrier certified city civil clean clear cold come comes company cope couple crude cruise crystal
  dead dealer does done down easy electronic emi engine enter family fast feel fellow fever finance fine fist fold
  folder food form fort fortune front full fully gear gears glad golf gone grab grade grant grew heater help
  here high hill home hour insurance keep kind know lake large laser late latest latter layer lean legs lens lets life
  light loan local long look loss lots love luxury mail main micro mild mile mileage mini mint mode most move much
  music must name neat need new newest next none note open order oven papers park part plan play pool power premium
  pure raid rare rate read ready real rear rent ride road rock root safe safety same seal self send sent service sets
  shift side size small soft sold sometimes sport sports star stat state stats steel still sunroof super sure take
  tale tall tell test their them then they thin tile time tire tires title told toll top town tribe trip tyre tyres
  unto urban very view virtue virus wait walk warranty week well what wheel wheels when where wide will wine wire wish
  work`.split(/\s+/),
);

/**
 * What people say for what the catalogue calls otherwise. A word of the left stands for a token of the right if there is
 * one, and no token of its own.
 */
export const synonyms: readonly (readonly [said: string, value: string])[] = [
  ['auto', 'automatic'],
  ['amt', 'automatic'],
  ['ev', 'electric'],
  ['gray', 'grey'],
  ['hatch', 'hatchback'],
  ['mpv', 'muv'],
  ['muv', 'mpv'],
  ['pick-up', 'pickup'],
  ['vw', 'volkswagen'],
  ['merc', 'mercedes-benz'],
  ['maruti-suzuki', 'maruti'],
  ['suzuki', 'maruti'],
  ['chevy', 'chevrolet'],
  ['beemer', 'bmw'],
  ['bangalore', 'bengaluru'],
  ['bombay', 'mumbai'],
  ['calcutta', 'kolkata'],
  ['madras', 'chennai'],
  ['gurgaon', 'gurugram'],
  ['poona', 'pune'],
  ['baroda', 'vadodara'],
  ['cochin', 'kochi'],
  ['mysore', 'mysuru'],
  ['mangalore', 'mangaluru'],
  ['trivandrum', 'thiruvananthapuram'],
  ['vizag', 'visakhapatnam'],
  ['new-delhi', 'delhi'],
  ['delhi', 'new-delhi'],
];
