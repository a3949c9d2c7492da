// Reads or writes events with avsc, so that our own Avro can be compared with another implementation's.
//
//   node avro-interop.mjs read  container|datums FILE.avsc             Avro on stdin, one JSON object a line on stdout
//   node avro-interop.mjs write container|datums FILE.avsc [EVOLUTION [CODEC]]   the other way round
//
// "datums" are bare records, each behind its length in four bytes, big-endian. In the JSON, longs are decimal strings and
// floats the eight hexadecimal digits of their bits, or NaN: plain JSON numbers would lose some of both.
// EVOLUTION names a function of evolutions.mjs that turns an event into a record of the writer's schema in FILE.avsc.

import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import avro from 'avsc';
import { evolutions } from './evolutions.mjs';

const longType = avro.types.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});

const typeOf = (schema) => avro.Type.forSchema(schema, {
  typeHook: (part) => (part === 'long' || part.type === 'long' ? longType : undefined),
  wrapUnions: true,
});

const floatToText = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return Number.isNaN(value) ? 'NaN' : bytes.toString('hex');
};
const textToFloat = (text) => (text === 'NaN' ? NaN : Buffer.from(text, 'hex').readFloatBE());
const unwrap = (value) => (value === null ? null : value.string);
const wrap = (value) => (value === null ? null : { string: value });

const toLine = (e) => JSON.stringify({
  ...e,
  timestamp: e.timestamp.toString(),
  content: { ...e.content, price: floatToText(e.content.price) },
  download: {
    ...e.download,
    speed_mbps: floatToText(e.download.speed_mbps),
    error_code: unwrap(e.download.error_code),
    error_message: unwrap(e.download.error_message),
  },
}) + '\n';

const fromLine = (line) => {
  const e = JSON.parse(line);
  e.timestamp = BigInt(e.timestamp);
  e.content.price = textToFloat(e.content.price);
  e.download.speed_mbps = textToFloat(e.download.speed_mbps);
  e.download.error_code = wrap(e.download.error_code);
  e.download.error_message = wrap(e.download.error_message);
  return e;
};

function* splitDatums(bytes) {
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    yield bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

function prefixed(datum) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(datum.length);
  return Buffer.concat([length, datum]);
}

async function read(form, type) {
  if (form === 'datums') {
    const datums = [...splitDatums(await buffer(process.stdin))];
    await pipeline(Readable.from(datums.map((datum) => toLine(type.fromBuffer(datum)))), process.stdout);
    return;
  }

  const decoder = new avro.streams.BlockDecoder({ parseHook: typeOf });
  await pipeline(process.stdin, decoder, async function* (events) {
    for await (const e of events) yield toLine(e);
  }, process.stdout);
}

async function write(form, type, evolution, codec) {
  const evolve = evolutions[evolution];
  const lines = (await buffer(process.stdin)).toString('utf8').split('\n').filter((line) => line.length > 0);
  const records = lines.map((line) => evolve(fromLine(line)));
  if (form === 'datums') {
    await pipeline(Readable.from(records.map((record) => prefixed(type.toBuffer(record)))), process.stdout);
    return;
  }

  await pipeline(Readable.from(records), new avro.streams.BlockEncoder(type, { codec }), process.stdout);
}

const [direction, form, schemaFile, evolution = 'none', codec = 'null'] = process.argv.slice(2);
const type = typeOf(JSON.parse(readFileSync(schemaFile, 'utf8')));
await (direction === 'read' ? read(form, type) : write(form, type, evolution, codec));
