#!/usr/bin/env bash
# Builds everything, checks the format, runs all tests, prints the coverage.
#
#   ./test.sh                        all of it
#   ./test.sh --sockets              only the tests that use real sockets
#   ./test.sh --sockets --repeat 50  and these fifty times
#   ./test.sh --no-coverage          faster
#
# The last line is "N passed, N failed, N skipped", added up over all test projects. The exit code is not 0 when
# anything failed or nothing ran.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

repeat=1 sockets=false coverage=true
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case "$1" in
    --sockets) sockets=true coverage=false ;;
    --no-coverage) coverage=false ;;
    --repeat)
      shift
      case "${1:-}" in ''|*[!0-9]*|0) echo "--repeat is '${1:-}'. Allowed: a whole number from 1." >&2; usage ;; esac
      repeat=$1 ;;
    *) echo "Unknown option '$1'." >&2; usage ;;
  esac
  shift
done

results="$PWD/artifacts/tests"
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 skipped=0 broken=0

step() { printf '\n== %s\n' "$*"; }

# The counters of one result file, added to the sums.
count() {
  local line
  line=$(grep -o '<Counters [^>]*>' "$1" | head -n 1)
  number() { printf '%s' "$line" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  local total executed ok
  total=$(number total) executed=$(number executed) ok=$(number passed)
  passed=$((passed + ${ok:-0}))
  failed=$((failed + ${executed:-0} - ${ok:-0}))
  skipped=$((skipped + ${total:-0} - ${executed:-0}))
}

# test PROJECT RUN: runs one test project and counts.
run_tests() {
  local project=$1 run=$2 name args=()
  name=$(basename "$project" .csproj)
  args=(test "$project" -c Release --no-build --results-directory "$results/$name-$run" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal")
  $sockets && args+=(--filter TestCategory=Sockets)
  $coverage && args+=(--collect "XPlat Code Coverage" --settings tests/coverage.runsettings)
  if ! dotnet "${args[@]}"; then
    broken=1
  fi
  local trx="$results/$name-$run/$name.trx"
  if [ -f "$trx" ]; then
    count "$trx"
  fi
}

finish() {
  if [ "$failed" -eq 0 ] && [ "$broken" -ne 0 ]; then
    failed=1 # A build, the format, or a runner that fell over: counted, so that the sum does not look green.
  fi
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit $?
}

step "Build"
if ! dotnet build Gateway.sln -c Release; then
  broken=1
  finish
fi

# The format is checked beside the first test project, which uses one core and no sockets.
format=
if ! $sockets; then
  dotnet format Gateway.sln --verify-no-changes --no-restore >"$results/format.log" 2>&1 &
  format=$!
fi

check_format() {
  [ -n "$format" ] || return 0
  step "Format"
  if wait "$format"; then
    echo "Nothing to change."
  else
    cat "$results/format.log"
    broken=1
  fi
  format=
}

for run in $(seq 1 "$repeat"); do
  for project in tests/*/*.csproj; do
    grep -q '<IsTestProject>false' "$project" && continue
    case "$project" in */Gateway.Shard.WebsocketClient.Rx.Tests.csproj) continue ;; esac
    if $sockets && ! grep -rqs 'Category("Sockets")' "$(dirname "$project")" --include='*.cs'; then
      continue
    fi
    step "$(basename "$project" .csproj)$([ "$repeat" -gt 1 ] && echo ", run $run of $repeat")"
    run_tests "$project" "$run"
    check_format
  done
done

# The transport on the Websocket.Client package stands outside the solution: not every feed carries the package.
rx=tests/Gateway.Shard.WebsocketClient.Rx.Tests/Gateway.Shard.WebsocketClient.Rx.Tests.csproj
if ! $sockets && [ -f "$rx" ]; then
  step "Gateway.Shard.WebsocketClient.Rx"
  if dotnet restore "$rx" >"$results/rx-restore.log" 2>&1; then
    if dotnet build "$rx" -c Release --no-restore; then
      run_tests "$rx" 1
    else
      broken=1
    fi
  else
    echo "Not built and not tested: the package Websocket.Client cannot be restored from the configured feeds."
  fi
fi

if $coverage; then
  step "Coverage"
  if dotnet tool restore >"$results/tools.log" 2>&1 \
    && dotnet reportgenerator "-reports:$results/**/coverage.cobertura.xml" "-targetdir:artifacts/coverage" \
      "-reporttypes:TextSummary;Cobertura" "-assemblyfilters:+Gateway.Core;+Gateway.Shard.WebsocketClient" \
      >"$results/coverage.log" 2>&1; then
    grep -E '^  *(Line coverage|Branch coverage)|^Gateway\.[A-Za-z.]+ ' artifacts/coverage/Summary.txt
  else
    echo "The reports could not be merged (see artifacts/tests/coverage.log); those of the single projects are in artifacts/tests."
  fi
fi

finish
