# shellcheck shell=bash
# The browser for tests/Browser.Tests: the machine's own Chromium, or Debian's. Sourced by ../streampulse.

# Installs it where that is possible. Where it is not, sets CHROMIUM_NOTE; those tests then skip themselves.
# shellcheck disable=SC2034 # used by the files that source this one
find_chromium() {
  local name
  [[ -z ${STREAMPULSE_CHROMIUM:-} ]] || return 0
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    ! type -P "$name" >/dev/null || return 0
  done
  if ((EUID == 0)) && type -P apt-get >/dev/null; then
    say "installing chromium by apt, for the browser tests"
    ! { run apt-update apt-get -o DPkg::Lock::Timeout=300 update &&
      run apt-chromium env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium; } || return 0
  fi
  CHROMIUM_NOTE="There is no Chromium, so tests/Browser.Tests is skipped. Install it (package chromium), or set STREAMPULSE_CHROMIUM to its program"
  say "$CHROMIUM_NOTE"
}
