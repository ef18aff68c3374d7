import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { messageOf } from '../shared/errors.js';
import type { ArtifactHeader, Section, SectionType } from './artifact-header.js';
import { artifactFormat, headerFrom } from './artifact-header.js';
import { RecommendError } from './errors.js';
import type { Space } from './model/ranking-model.js';
import type { PublishedModel } from './published-model.js';
import type { TrainingFigures } from './training-figures.js';

/** A model with how it came to be. */
export interface TrainedModel extends Omit<PublishedModel, 'version'> {
  readonly figures: TrainingFigures;
}

/** A {@link TrainedModel} that was published. */
export interface StoredModel extends PublishedModel {
  readonly figures: TrainingFigures;
}

/*
 * A model as bytes: magic (8), length of the header (4), its CRC-32 (4), the header as JSON, filled up with spaces; then one array
 * after the other, as the header's `sections` tell, each filled up with zeros. Numbers are little-endian; every part begins at a
 * multiple of 8, and each has its checksum, the filling within. CRC-32 notices every change of one byte.
 */
const magic = Buffer.from('FCMODEL\n', 'latin1');
const prefixBytes = 16;
const alignment = 8;

type Column = Int32Array | Float32Array | Float64Array;

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export function encodeModel(model: TrainedModel): Buffer {
  const { ranking, carIds, scale, trainedUntilMs, figures } = model;
  const columns: readonly (readonly [string, Column])[] = [
    ['carIds', carIds],
    ['features', ranking.features],
    ['own', ranking.own],
    ['items', ranking.items],
    ['everybody', ranking.everybody],
    ...ranking.spaces.map(({ gram }, number) => [`gram${number}`, gram] as const),
  ];
  const bodies = columns.map(([, column]) => bytesOf(column));
  const header: ArtifactHeader = {
    format: artifactFormat,
    trainedUntilMs,
    scale,
    components: ranking.components,
    spaces: ranking.spaces.map(({ from, components, weight, regularization, unobservedWeight, rows }) => ({
      from,
      components,
      weight,
      regularization,
      unobservedWeight,
      rows,
    })),
    featureNames: ranking.featureNames,
    figures,
    sections: columns.map(([name, column], place) => ({
      name,
      type: typeOf(column),
      length: column.length,
      crc: crc32(bodies[place]!),
    })),
  };
  const text = paddedTo(Buffer.from(JSON.stringify(header)), ' ');
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  prefix.writeUInt32LE(text.length, 8);
  prefix.writeUInt32LE(crc32(text), 12);
  return Buffer.concat([prefix, text, ...bodies]);
}

/**
 * Reads a model back, exactly. Throws `RECOMMEND_BAD_ARTIFACT` unless every byte is as it was written, this program knows the format,
 * and all numbers are finite and fit together.
 */
export function decodeModel(bytes: Uint8Array, version: number): StoredModel {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, end } = readHeader(all);
  const columns = readColumns(all.subarray(end), header.sections);
  const spaces = header.spaces.map((space, number): Space => {
    return { ...space, gram: columns.take(`gram${number}`, 'f64', space.components ** 2) };
  });
  const components = checkedComponents(header);
  const stride = components + 1;
  const cars = lengthOf(header, 'carIds');
  const carIds = columns.take('carIds', 'i32', cars);
  if (new Set(carIds).size < cars) throw bad('a car stands in it twice');
  return {
    version,
    trainedUntilMs: header.trainedUntilMs,
    scale: header.scale,
    figures: header.figures,
    carIds,
    ranking: {
      components,
      spaces,
      featureNames: header.featureNames,
      features: columns.take('features', 'f32', header.featureNames.length * stride),
      own: columns.take('own', 'f32', ownLength(header, stride, cars)),
      items: columns.take('items', 'f32', cars * stride),
      everybody: columns.take('everybody', 'f32', components),
    },
  };
}

function readHeader(all: Buffer): { readonly header: ArtifactHeader; readonly end: number } {
  if (all.length < prefixBytes || !all.subarray(0, magic.length).equals(magic))
    throw bad('it does not begin as one');
  const end = prefixBytes + all.readUInt32LE(8);
  if (end > all.length) throw bad('it ends within its header');
  const text = all.subarray(prefixBytes, end);
  if (crc32(text) !== all.readUInt32LE(12)) throw bad('the checksum of its header is wrong');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.toString());
  } catch (error) {
    throw bad(messageOf(error));
  }
  const header = headerFrom(parsed);
  if (!header.ok) throw bad(header.problem);
  return { header: header.value, end };
}

interface Columns {
  take(name: string, type: 'i32', length: number): Int32Array;
  take(name: string, type: 'f32', length: number): Float32Array;
  take(name: string, type: 'f64', length: number): Float64Array;
}

function readColumns(body: Buffer, sections: readonly Section[]): Columns {
  const found = new Map<string, { readonly section: Section; readonly column: Column }>();
  let at = 0;
  for (const section of sections) {
    const size = paddedSize(section.length * kinds[section.type].BYTES_PER_ELEMENT);
    const part = body.subarray(at, (at += size));
    if (part.length < size) throw bad('it ends too early');
    if (crc32(part) !== section.crc) throw bad(`the checksum of ${section.name} is wrong`);
    const column = columnOf(part, section);
    if (!column.every((value) => Number.isFinite(value))) throw bad(`${section.name} is not finite`);
    found.set(section.name, { section, column });
  }
  if (at !== body.length || found.size !== sections.length) throw bad('it holds more than its header says');
  const take = (name: string, type: SectionType, length: number): Column => {
    const { section, column } = found.get(name) ?? {};
    if (column === undefined || section?.type !== type || column.length !== length)
      throw bad(`${name} is not ${length} numbers of type ${type}`);
    return column;
  };
  return { take } as Columns;
}

/** The spaces have to stand side by side, and to be all. */
function checkedComponents({ spaces, components }: ArtifactHeader): number {
  let next = 0;
  for (const space of spaces) {
    if (space.from !== next) throw bad('its spaces do not stand side by side');
    next += space.components;
  }
  if (next !== components) throw bad(`its spaces have ${next} components of ${components}`);
  return components;
}

/** 0: there is no such section. */
function lengthOf({ sections }: ArtifactHeader, name: string): number {
  return sections.find((section) => section.name === name)?.length ?? 0;
}

/** Not all cars have an own part. */
function ownLength(header: ArtifactHeader, stride: number, cars: number): number {
  const length = lengthOf(header, 'own');
  if (length % stride !== 0 || length > cars * stride)
    throw bad(`own is not up to ${cars} rows of ${stride} numbers`);
  return length;
}

const kinds = { i32: Int32Array, f32: Float32Array, f64: Float64Array } as const;

function typeOf(column: Column): SectionType {
  if (column instanceof Int32Array) return 'i32';
  return column instanceof Float32Array ? 'f32' : 'f64';
}

function bytesOf(column: Column): Buffer {
  const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  return paddedTo(isLittleEndian ? bytes : swapped(Buffer.from(bytes), column.BYTES_PER_ELEMENT), '\0');
}

/** A copy: where the bytes stand in memory now, numbers may not begin. */
function columnOf(part: Buffer, { type, length }: Section): Column {
  const kind = kinds[type];
  const bytes = Buffer.from(part.subarray(0, length * kind.BYTES_PER_ELEMENT));
  if (!isLittleEndian) swapped(bytes, kind.BYTES_PER_ELEMENT);
  return new kind(new Uint8Array(bytes).buffer);
}

function swapped(bytes: Buffer, size: number): Buffer {
  return size === 8 ? bytes.swap64() : bytes.swap32();
}

function paddedSize(size: number): number {
  return Math.ceil(size / alignment) * alignment;
}

function paddedTo(bytes: Buffer, filling: ' ' | '\0'): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(paddedSize(bytes.length) - bytes.length, filling)]);
}

function bad(detail: string): RecommendError {
  return new RecommendError('RECOMMEND_BAD_ARTIFACT', detail);
}
