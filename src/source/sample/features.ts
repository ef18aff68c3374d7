import type { SampleBody } from '../../catalog/sample-photo.js';

export interface SampleFeature {
  readonly name: string;
  /** Every second car of this equipment level has it (see `SampleVariants`); below 0: nearly every car. */
  readonly level: number;
  /** The model year from which it became common; null: it always was. */
  readonly since: number | null;
  /** The model year from which the law wants it in every car. */
  readonly requiredSince?: number;
  /** A feature without which it makes no sense; stands above it here. */
  readonly needs?: string;
  /** Bodies that can't have it. */
  readonly notOn?: readonly SampleBody[];
}

const saloons: readonly SampleBody[] = ['sedan', 'coupe', 'convertible', 'pickup'];

export const sampleFeatures: readonly SampleFeature[] = [
  { name: 'Air Conditioning', level: -1.6, since: null },
  { name: 'Power Steering', level: -0.9, since: null },
  { name: 'Front Power Windows', level: -0.4, since: null },
  { name: 'Rear Power Windows', level: 0.6, since: null, needs: 'Front Power Windows' },
  { name: 'Central Locking', level: 0, since: null },
  { name: 'Keyless Entry', level: 1.3, since: 2008, needs: 'Central Locking' },
  { name: 'Push Button Start', level: 3.4, since: 2012, needs: 'Keyless Entry' },
  { name: 'Engine Immobiliser', level: -0.7, since: 2004 },
  { name: 'Child Safety Locks', level: -0.6, since: null },
  { name: 'Driver Airbag', level: 0.6, since: 2014, requiredSince: 2019 },
  { name: 'Passenger Airbag', level: 1.4, since: 2016, requiredSince: 2021, needs: 'Driver Airbag' },
  { name: 'Side Airbags', level: 3.6, since: 2018, needs: 'Passenger Airbag' },
  { name: 'Curtain Airbags', level: 4, since: 2019, needs: 'Side Airbags' },
  { name: 'Anti-lock Brakes (ABS)', level: 0.5, since: 2013, requiredSince: 2019 },
  { name: 'Electronic Stability Control', level: 3.6, since: 2018, needs: 'Anti-lock Brakes (ABS)' },
  { name: 'Traction Control', level: 3.9, since: 2016, needs: 'Anti-lock Brakes (ABS)' },
  { name: 'Hill Hold Assist', level: 3.6, since: 2017 },
  { name: 'ISOFIX Child Seat Mounts', level: 1.8, since: 2016 },
  { name: 'Tyre Pressure Monitor', level: 3.9, since: 2018 },
  { name: 'Rear Parking Sensors', level: 1.3, since: 2016, requiredSince: 2019 },
  { name: 'Front Parking Sensors', level: 4.9, since: 2015, needs: 'Rear Parking Sensors' },
  { name: 'Rear View Camera', level: 2.3, since: 2015 },
  { name: '360 Degree Camera', level: 5.1, since: 2020, needs: 'Rear View Camera' },
  { name: 'Cruise Control', level: 3.6, since: 2013 },
  { name: 'Adaptive Cruise Control', level: 5.6, since: 2021, needs: 'Cruise Control' },
  { name: 'Lane Keep Assist', level: 5.8, since: 2021 },
  { name: 'Automatic Emergency Braking', level: 5.8, since: 2021 },
  { name: 'Automatic Climate Control', level: 3.1, since: 2009, needs: 'Air Conditioning' },
  { name: 'Dual-zone Climate Control', level: 5.1, since: 2009, needs: 'Automatic Climate Control' },
  { name: 'Rear AC Vents', level: 3.1, since: 2011, needs: 'Air Conditioning' },
  { name: 'Bluetooth', level: 1.3, since: 2012 },
  { name: 'USB Charging Port', level: 0.4, since: 2011 },
  { name: 'Touchscreen', level: 2.3, since: 2015 },
  { name: 'Android Auto', level: 3.1, since: 2017, needs: 'Touchscreen' },
  { name: 'Apple CarPlay', level: 3.1, since: 2017, needs: 'Touchscreen' },
  { name: 'Navigation', level: 3.6, since: 2013, needs: 'Touchscreen' },
  { name: 'Connected Car App', level: 4, since: 2019, needs: 'Touchscreen' },
  { name: 'Wireless Phone Charging', level: 4.8, since: 2019 },
  { name: 'Premium Sound System', level: 5, since: 2014 },
  { name: 'Steering Mounted Controls', level: 1.6, since: 2010 },
  { name: 'Adjustable Steering', level: 0.7, since: 2007, needs: 'Power Steering' },
  { name: 'Leather Steering Wheel', level: 3.6, since: 2009 },
  { name: 'Digital Instrument Cluster', level: 4.5, since: 2019 },
  { name: 'Head-up Display', level: 5.4, since: 2020 },
  { name: 'Alloy Wheels', level: 3.1, since: 2008 },
  { name: 'Front Fog Lamps', level: 1.9, since: null },
  { name: 'Projector Headlamps', level: 3.4, since: 2013 },
  { name: 'LED Headlamps', level: 4.1, since: 2018 },
  { name: 'LED Daytime Running Lamps', level: 3.4, since: 2016 },
  { name: 'Automatic Headlamps', level: 3.6, since: 2013 },
  { name: 'Rain Sensing Wipers', level: 4, since: 2012 },
  { name: 'Rear Wiper and Washer', level: 2, since: null, notOn: saloons },
  { name: 'Roof Rails', level: 3.1, since: 2011, notOn: [...saloons, 'hatchback', 'van'] },
  { name: 'Sunroof', level: 4.1, since: 2016, notOn: ['convertible', 'pickup', 'van'] },
  { name: 'Panoramic Sunroof', level: 5, since: 2019, needs: 'Sunroof' },
  { name: 'Leather Seats', level: 4, since: null },
  { name: 'Ventilated Front Seats', level: 5, since: 2019, needs: 'Leather Seats' },
  { name: 'Height Adjustable Driver Seat', level: 1.8, since: 2008 },
  { name: 'Electrically Folding Mirrors', level: 3.1, since: 2011 },
  { name: 'Powered Tailgate', level: 5.1, since: 2016, notOn: ['hatchback', 'pickup', 'van', 'convertible'] },
];
