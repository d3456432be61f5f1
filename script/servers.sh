# Throw-away PostgreSQL and Redis on private sockets under $work; nobody's data is ever touched.

work=$(mktemp -d /tmp/portal-servers.XXXXXX)
pg_stop=()
redis_pid=
clean_up() {
    [ -n "$redis_pid" ] && kill "$redis_pid" 2>/dev/null
    [ ${#pg_stop[@]} = 0 ] || (cd / && "${pg_stop[@]}") >/dev/null 2>&1
    rm -rf "$work" "$LOG"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_postgresql() {
    install_packages "Testing on PostgreSQL" postgresql
    local bin run=() data=$work/pg
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    mkdir -p "$data" "$work/sockets"
    if [ "$(id -u)" = 0 ]; then
        run=(setpriv --reuid=postgres --regid=postgres --clear-groups)
        chown postgres "$data" "$work/sockets"
        chmod 755 "$work"
    fi
    (cd / && "${run[@]}" "$bin/initdb" -D "$data" -A trust -U postgres --no-sync -E UTF8 --locale=C.UTF-8) >"$LOG" 2>&1 ||
        die "A throw-away PostgreSQL could not be made: $(tail -n 1 "$LOG")"
    (cd / && "${run[@]}" "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-k $work/sockets -c listen_addresses='' -c fsync=off \
        -c synchronous_commit=off -c full_page_writes=off" start) >"$LOG" 2>&1 ||
        die "A throw-away PostgreSQL could not be started: $(tail -n 1 "$LOG")"
    pg_stop=("${run[@]}" "$bin/pg_ctl" -D "$data" -m immediate stop)
    export TEST_DATABASE_URL="postgres://postgres@/postgres?host=$work/sockets"
}

start_redis() {
    install_packages "Testing on Redis" redis-server
    setsid redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work" --save '' --appendonly no --daemonize no >"$work/redis.log" 2>&1 &
    redis_pid=$!
    for _ in $(seq 50); do [ -S "$work/redis.sock" ] && break || sleep 0.1; done
    [ -S "$work/redis.sock" ] || die "A throw-away Redis could not be started: $(tail -n 1 "$work/redis.log")"
    export TEST_BROKER_URL="redis+socket://$work/redis.sock"
}

need_servers() {
    [ -n "${TEST_DATABASE_URL:-}" ] || start_postgresql
    [ -n "${TEST_BROKER_URL:-}" ] || start_redis
}
