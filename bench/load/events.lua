-- Webhooks as Campaign and CMP send them, each event new: `wrk … -s <this> <url> -- <work> <run>`.
-- <work> is one of the functions below, <run> a text that no earlier run had, so that every id is new.

local run, work
local number, requests, events, now = 0, 0, 0, 0

local campaign = '{"type":"%s","id":"%s-%d","clientId":10180860001,"created":%d,"mailId":"4P6W8B4-4P6W0LI-BSLXEC",'
  .. '"groupId":"4P6TIE8-4P6SZRS-BSL54V","mediaTypesToAddresses":{"EMAIL":"reader%d@example.com"},"recipientId":"reader%d",'
  .. '"category":"%s","reason":"other","userListId":61,"linkId":"4P6W8B4","attempt":1}'

-- the shipped router wants none of these: one row, as with the alternatives
local cmp = '{"event_name":"task_added","data":{"task":{"id":"%s-%d",'
  .. '"links":{"self":"https://api.cmp.optimizely.com/v3/tasks/%s-%d"}}}}'

-- of a hundred events of a usual day: 60 sent, 25 open, 10 click, 3 bounce, 1 unsubscribe, 1 complaint; as in Mix.java
local function kind(n)
  local hundredth = n * 37 % 100
  if hundredth < 60 then return "sent" end
  if hundredth < 85 then return "open" end
  if hundredth < 95 then return "click" end
  if hundredth < 98 then return "bounce" end
  if hundredth < 99 then return "unsubscribe" end
  return "spamcomplaint"
end

local function of_campaign(type)
  number = number + 1
  local reader = number % 50000
  local category = number % 3 == 0 and "hardbounce" or "softbounce"
  return campaign:format(type, run, number, now + number % 1000, reader, reader, category)
end

local function batch(size, type)
  local all = {}
  for i = 1, size do
    all[i] = of_campaign(type or kind(number))
  end
  events = events + size
  return "[" .. table.concat(all, ",") .. "]"
end

local works = {
  open = function() events = events + 1; return "/webhooks/campaign", of_campaign("open") end,
  bounce = function() events = events + 1; return "/webhooks/campaign", of_campaign("bounce") end,
  task = function()
    number, events = number + 1, events + 1
    return "/webhooks/cmp", cmp:format(run, number, run, number)
  end,
  mix = function() return "/webhooks/campaign", batch(100) end,
  bounces = function() return "/webhooks/campaign", batch(100, "bounce") end,
  day = function() return "/webhooks/campaign", batch(1 + requests * 61 % 100) end,
}

local threads = {}

function setup(thread)
  thread:set("nth", #threads)
  threads[#threads + 1] = thread
end

function init(args)
  work, run = works[args[1]], args[2] .. "-" .. nth
  number = 0
end

function request()
  -- as senders do, of what has just happened; ids that are made of it grow
  now = os.time() * 1000
  local path, body = work()
  requests = requests + 1
  generated, meant = requests, events
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end

-- the last line is for the program that has started it; times in microseconds
function done(summary, latency)
  local sent, mean = 0, 0
  for _, thread in ipairs(threads) do
    sent = sent + thread:get("generated")
    mean = mean + thread:get("meant")
  end
  local errors = summary.errors
  print(('{"requests":%d,"failed":%d,"micros":%d,"eventsPerRequest":%.4f,"p50":%d,"p99":%d,"max":%d}'):format(
    summary.requests, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration, mean / sent, latency:percentile(50), latency:percentile(99), latency.max))
end
