# Runs of the suite side by side: start_lane FUNCTION, which calls run NAME [pytest arguments]; then finish_lanes.
# Each line of output says its run; the failures and the closing line of every run stand together at the end.

lanes=()

# run NAME ARGUMENT...: one run of pytest with a data folder of its own. A failure is noted and the lane goes on.
# With MEASURE set, what it covers is written to $work/coverage.NAME.json.
run() {
    local name=$1 log=$work/run-$1.log status=0 how=(pytest)
    [ -z "${MEASURE:-}" ] || how=(python -W ignore::RuntimeWarning:slipcover.importer -m slipcover --branch
        --json --out "$work/coverage.$1.json" --omit '*/migrations/*'
        --source accounts,alliance_portal,associations,common,competencies,endorsement -m pytest)
    shift
    [ ! -e "$work/stopped" ] || return 0
    PORTAL_DATA="$work/data-$name" "${how[@]}" -q "$@" "${arguments[@]}" 2>&1 |
        tee -i "$log" | (trap '' INT TERM && exec sed -u "s/^/$name | /") || status=${PIPESTATUS[0]}
    echo "$status" >"$work/run-$name.status"
}

# A process group each, so that Ctrl-C can be handed to all of a lane, and awaited.
start_lane() {
    set -m
    (
        set +m
        trap 'touch "$work/stopped"' INT TERM
        "$1"
    ) </dev/null &
    lanes+=($!)
    set +m
}

stop_lanes() {
    local lane
    trap '' INT TERM HUP
    say "Stopping ..."
    touch "$work/stopped"
    for lane in "${lanes[@]}"; do kill -INT -- "-$lane" 2>/dev/null || true; done
    for lane in "${lanes[@]}"; do
        for _ in $(seq 120); do kill -0 -- "-$lane" 2>/dev/null && sleep 0.5 || break; done
        kill -KILL -- "-$lane" 2>/dev/null || true
    done
    exit 130
}

finish_lanes() {
    local lane name log status failed=() broken=0 some=
    trap stop_lanes INT TERM HUP
    for lane in "${lanes[@]}"; do wait "$lane" || broken=1; done
    for log in "$work"/run-*.log; do
        name=${log##*/run-} && name=${name%.log}
        status=$(cat "$work/run-$name.status" 2>/dev/null || echo none)
        # Of a part of the suite, a run may have no test (5).
        [ "$status" = 0 ] && some=yes
        [ "$status" = 0 ] || { [ "$status" = 5 ] && [ ${#arguments[@]} != 0 ]; } || failed+=("$name")
    done
    for name in "${failed[@]}"; do
        printf '\n%s\n' "Failed: $name"
        sed -n '/^=* \(FAILURES\|ERRORS\) =*$/,$p' "$work/run-$name.log" | grep . || cat "$work/run-$name.log"
    done
    printf '\n'
    for log in "$work"/run-*.log; do
        name=${log##*/run-} && printf '%-20s %s\n' "${name%.log}" "$(tail -n 1 "$log")"
    done
    [ ${#failed[@]} = 0 ] && [ "$broken" = 0 ] || exit 1
    [ -n "$some" ] || die "No test was chosen."
}
