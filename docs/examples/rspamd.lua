-- Backstop's verdict as symbols of rspamd: /etc/rspamd/rspamd.local.lua.
--
-- The scores are only a start: watch for a while which mail they hit. A bounce
-- that is proved to be of your own mail should never be lost as spam.

local function said(task, pattern)
  for _, field in ipairs(task:get_header_full('X-Backstop') or {}) do
    if field.decoded and field.decoded:find(pattern) then
      return true
    end
  end
  return false
end

local symbols = {
  BACKSTOP_FOREIGN = { 4.0, 'origin=foreign', 'bounce of mail that did not come from us' },
  BACKSTOP_OURS_TAG = { -5.0, 'origin=ours;%s+reason=tag', 'bounce of mail that was ours' },
  BACKSTOP_OURS_DKIM = { -5.0, 'origin=ours;%s+reason=dkim', 'bounce of mail that was ours' },
  BACKSTOP_OURS_BATV = { -5.0, 'origin=ours;%s+reason=batv', 'bounce of mail that was ours' },
  BACKSTOP_WOULD = { 1.0, 'would=de', 'a Backstop check would refuse it' },
}

for name, about in pairs(symbols) do
  rspamd_config[name] = {
    callback = function(task)
      return said(task, about[2])
    end,
    score = about[1],
    description = about[3],
    group = 'backstop',
  }
end
