-- Load for wrk on GET /api/stats/regions of one past range: "same" asks the same each time, "varied" for another as_of each time, a microsecond after
-- the one before, over a minute in all. The figures come as one line of JSON.
local path = "/api/stats/regions?minutes=5&as_of="
local threads = 0

function setup(thread)
  thread:set("first", threads * 30000000)
  threads = threads + 1
end

function init(arguments)
  local minute = arguments[1]
  if arguments[2] == "varied" then
    local microsecond = first
    request = function()
      microsecond = microsecond + 1
      return wrk.format("GET", string.format("%s%s:%02d.%06dZ", path, minute, math.floor(microsecond / 1000000) % 60, microsecond % 1000000))
    end
  else
    local same = wrk.format("GET", path .. minute .. ":30Z")
    request = function() return same end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p90_ms":%.3f,"p99_ms":%.3f,"p999_ms":%.3f,"max_ms":%.3f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    latency:percentile(99.9) / 1e3, latency.max / 1e3, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
