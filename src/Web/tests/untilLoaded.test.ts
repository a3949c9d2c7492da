import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { untilLoaded } from '../src/data/untilLoaded';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a part that cannot be had at first is asked for again, less and less often', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError('away')).mockRejectedValueOnce(
    new TypeError('away')
  ).mockResolvedValue('part');
  const loading = untilLoaded(load);
  await vi.advanceTimersByTimeAsync(999);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(load).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(load).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  await expect(loading).resolves.toBe('part');
  expect(load).toHaveBeenCalledTimes(3);
});
