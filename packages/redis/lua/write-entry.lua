#!lua
-- Keeps an entry unless a newer one is there: of the same epoch and a greater position, or of the same position and made
-- later. Compares ages instead of times, because no two clocks agree.
--
-- KEYS    [1] the entry
-- ARGV    [1] the value, which begins with the header of entry-value.ts: magic "TLE1", epoch (16 bytes), and as big-endian
--             doubles seq, age in ms when it was written, lifetime in ms when it was written
--         [2] milliseconds to keep it
-- Result  1 when it was written, 0 when the one that is there is newer

local HEADER_BYTES = 44

local function decode(value)
  if type(value) ~= 'string' or #value < HEADER_BYTES or string.sub(value, 1, 4) ~= 'TLE1' then
    return nil
  end
  local seq, age_ms, ttl_ms = struct.unpack('>ddd', string.sub(value, 21, HEADER_BYTES))
  return { epoch = string.sub(value, 5, 20), seq = seq, age_ms = age_ms, ttl_ms = ttl_ms }
end

local kept = decode(redis.pcall('GETRANGE', KEYS[1], 0, HEADER_BYTES - 1))
local written = decode(ARGV[1])
local left_ms = redis.call('PTTL', KEYS[1])
-- One that has lost its lifetime is never read.
if kept and left_ms >= 0 and kept.epoch == written.epoch then
  local kept_age_ms = kept.age_ms + kept.ttl_ms - left_ms
  if kept.seq > written.seq or (kept.seq == written.seq and kept_age_ms < written.age_ms) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
