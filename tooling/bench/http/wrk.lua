-- Counts every answer that is not 200 or that shows anything else than the version it must show.
-- Arguments: the version. Prints one line of JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected = args[1]
  wrong = 0
  example = ""
end

function response(status, _, body)
  local seen = 0
  for version in string.gmatch(body, "~v=(%d+)~") do
    if version == expected then
      seen = seen + 1
    else
      seen = -1
      break
    end
  end
  if status ~= 200 or seen < 1 then
    wrong = wrong + 1
    example = "status " .. status .. ": " .. string.sub(string.match(body, "~v=%d+~") or body, 1, 120)
  end
end

function done(summary, latency)
  local wrong, example = 0, ""
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
    if thread:get("example") ~= "" then example = thread:get("example") end
  end
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"errors":%d,"wrong":%d,"example":"%s","p50Us":%d,"p99Us":%d}\n',
    summary.requests, summary.duration / 1e6, errors, wrong, string.gsub(example, '[^%w ~=:<>/]', "?"),
    latency:percentile(50), latency:percentile(99)
  ))
end
