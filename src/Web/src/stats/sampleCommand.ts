/** A shell command that sends one event with the current time to the server at `base` (a URL that ends with a slash). */
export function sampleCommand(base: string, eventId: string): string {
  return [
    `curl ${base}api/events -H 'Content-Type: application/json' -d '{`,
    `  "event_id": "${eventId}", "timestamp": '$(date +%s000)', "user_id": "user-1",`,
    `  "content": {"content_id": "mov_batman", "title": "The Batman", "type": "movie", "category": "action",`,
    `    "size_mb": 1800, "price": 9.99},`,
    `  "download": {"status": "success", "duration_seconds": 42, "speed_mbps": 85.5, "error_code": null, "error_message": null},`,
    `  "user_context": {"region": "EU-London", "city": "London", "device": "iPhone", "os_version": "iOS 18", "connection_type": "wifi"}`,
    `}'`,
  ].join('\n');
}

/** A random UUID, version 4; also works without HTTPS, where crypto.randomUUID is missing. */
export function randomEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
