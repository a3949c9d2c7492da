import { expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';

const REGIONS = [
  'US-California', 'US-Texas', 'US-NewYork', 'EU-London', 'EU-Paris', 'EU-Berlin', 'ASIA-Tokyo', 'ASIA-Seoul', 'ASIA-Mumbai',
] as const;

const CONTENTS = [
  { content_id: 'mov_avengers_2', title: 'Avengers 2', type: 'movie', category: 'action', size_mb: 4_500, price: 19.99 },
  {
    content_id: 'mov_taylor_swift', title: 'Taylor Swift: The Concert', type: 'music_doc', category: 'music', size_mb: 3_200, price: 14.99,
  },
  { content_id: 'mov_batman', title: 'Batman', type: 'movie', category: 'action', size_mb: 4_100, price: 17.99 },
  { content_id: 'mov_barbie_2', title: 'Barbie 2', type: 'movie', category: 'comedy', size_mb: 3_800, price: 16.99 },
] as const;
const SHARES = [0, 1, 0, 0, 1, 2, 0, 1, 0, 2, 3, 0, 1] as const;
const DEVICES = [
  ['iPhone 15', 'iOS 17.4'], ['iPhone 15', 'iOS 18.1'], ['Samsung Galaxy S24', 'Android 14'], ['Smart TV', 'webOS 23'],
  ['Windows PC', 'Windows 11'],
] as const;
const ERRORS = ['NETWORK_TIMEOUT', 'SERVER_ERROR', 'NETWORK_TIMEOUT', 'DISK_FULL'] as const;

export interface Wanted {
  /** Epoch ms. */
  time: number;
  region: string;
  /** Varies everything that is not said. */
  number: number;
  failed?: boolean;
  contentId?: string;
  title?: string;
}

/** One download, as the Avro schema names its fields; equal numbers give equal ones but for the id. */
export function event({ time, region, number, failed = false, contentId, title }: Wanted): object {
  const content = CONTENTS[SHARES[(number * 7) % SHARES.length]!]!;
  const [device, os_version] = DEVICES[(number * 3) % DEVICES.length]!;
  return {
    event_id: randomUUID(), timestamp: time, user_id: `user-${(number * 17) % 400}`,
    content: { ...content, ...(contentId === undefined ? {} : { content_id: contentId }), ...(title === undefined ? {} : { title }) },
    download: {
      status: failed ? 'failed' : 'success', duration_seconds: 60 + ((number * 13) % 90),
      speed_mbps: failed ? 0 : 20 + ((number * 11) % 60),
      error_code: failed ? ERRORS[number % ERRORS.length]! : null, error_message: failed ? 'it did not work' : null,
    },
    user_context: { region, city: region, device, os_version, connection_type: 'wifi' },
  };
}

/** A region most of whose downloads fail for a while, in minutes before now, both included. */
export interface Trouble {
  region: string;
  from: number;
  to: number;
  /** One download in so many succeeds. */
  allBut: number;
}

const PER_REGION_AND_MINUTE = 20;

/** Whether the nth download of a region fails. */
function fails(n: number, trouble: Trouble | undefined): boolean {
  return trouble === undefined ? n % 25 === 1 : n % trouble.allBut !== 0;
}

/**
 * Downloads of all regions from `minutes` ago until now, in the order of their times, with a gap of two minutes, one incident that is over
 * and one that goes on.
 */
function history(now: number, minutes: number, troubles: readonly Trouble[]): object[] {
  const events: object[] = [];
  const thisMinute = Math.floor(now / 60_000) * 60_000;
  for (let minute = minutes; minute >= 0; minute--) {
    if (minute === 24 || minute === 23) continue;
    for (let n = 0; n < PER_REGION_AND_MINUTE; n++)
      REGIONS.forEach((region, place) => {
        const time = thisMinute - minute * 60_000 + n * 3_000;
        const number = (minutes - minute) * 1_000 + n * REGIONS.length + place;
        const trouble = troubles.find((t) => t.region === region && minute <= t.from && minute >= t.to);
        const busy = n < PER_REGION_AND_MINUTE - ((minute * 5 + place) % 6);
        if (busy && time <= now) events.push(event({ time, region, number, failed: fails(n, trouble) }));
      });
  }
  return events;
}

/** Sends events and returns what the server says of them. */
export async function post(
  url: string, events: readonly object[], headers: Record<string, string> = {},
): Promise<{ accepted: number; rejected: number }> {
  const answer = await fetch(
    new URL('api/events', url),
    { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(events) },
  );
  if (answer.status !== 202) throw new Error(`POST /api/events: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { accepted: number; rejected: number };
}

/**
 * Sends a history and returns when all of it is counted. One event of each region goes first: as soon as every partition has some, windows
 * close in the order of their times, and each is judged with all its regions.
 */
export async function seed(
  url: string, minutes: number, troubles: readonly Trouble[], headers: Record<string, string> = {},
): Promise<void> {
  const now = Date.now();
  const counted = async () => {
    const answer = await fetch(new URL('api/pipeline', url), { headers });
    return ((await answer.json()) as { totals: { appended: number; lag_records: number } }).totals;
  };
  const first = REGIONS.map((region, number) => event({ time: now - (minutes + 1) * 60_000, region, number }));
  const rest = history(now, minutes, troubles);
  await post(url, first, headers);
  await expect.poll(counted, { timeout: 60_000 }).toMatchObject({ appended: first.length, lag_records: 0 });
  await post(url, rest, headers);
  await expect.poll(counted, { timeout: 60_000 }).toMatchObject({ appended: first.length + rest.length, lag_records: 0 });
}

/** Goes on sending about as many downloads as `history` has, until the returned function is called. */
export function pulse(url: string, troubles: readonly Trouble[]): () => Promise<void> {
  let number = 0;
  let sending: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    const batch = [1, 2].map(() => {
      const region = REGIONS[number++ % REGIONS.length]!;
      const trouble = troubles.find((t) => t.region === region && t.to <= 0);
      return event({ time: Date.now(), region, number, failed: fails(Math.floor(number / REGIONS.length), trouble) });
    });
    sending = post(url, batch).catch(() => undefined); // The server may be away just then; the tests say what has to arrive.
  }, 700);
  return async () => {
    clearInterval(timer);
    await sending;
  };
}
