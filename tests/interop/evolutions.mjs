// How an event of our schema looks under each of the evolved writers' schemas in evolved/.

const bytes = (text) => Buffer.from(text, 'utf8');

export const evolutions = {
  none: (e) => e,

  'added-fields': (e) => ({
    ...e,
    trace: { string: `trace of ${e.event_id}` },
    tags: { first: [1, -2], second: [] },
    content: { ...e.content, rating: 4.5, checksum: Buffer.alloc(4, 0xab) },
    download: { ...e.download, retries: [{ at: 12n, ok: false }, { at: -1n, ok: true }], priority: 'HIGH' },
    user_context: { ...e.user_context, extra: null },
  }),

  'missing-nullable': (e) => {
    const { error_code, error_message, ...download } = e.download;
    return { ...e, download };
  },

  reordered: (e) => e,

  promotions: (e) => ({
    ...e,
    timestamp: Number(e.timestamp),
    user_id: bytes(e.user_id),
    content: { ...e.content, title: bytes(e.content.title) },
    download: {
      ...e.download,
      speed_mbps: BigInt(e.download.speed_mbps),
      error_code: e.download.error_code === null ? null : { bytes: bytes(e.download.error_code.string) },
    },
  }),

  'nested-changed': (e) => ({
    ...e,
    content: { licence: { holder: 'someone', chain: { Link: { id: 7, next: null } } }, ...e.content },
    download: { ...e.download, server: { host: 'edge-1', load: 0.25 } },
  }),

  'widened-unions': (e) => ({
    ...e,
    content: { ...e.content, title: { string: e.content.title }, size_mb: { int: e.content.size_mb }, price: { float: e.content.price } },
    download: { ...e.download, error_message: e.download.error_message.string },
    user_context: { ...e.user_context, city: { bytes: bytes(e.user_context.city) } },
  }),

  aliases: (e) => ({
    id: e.event_id,
    event_time: e.timestamp,
    uid: e.user_id,
    content: { ...e.content, name: e.content.title, title: undefined },
    download: e.download,
    user: e.user_context,
  }),
};
