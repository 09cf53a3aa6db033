# What the tests need of the machine. Each part is looked for first, so that a machine that has it all is ready at once.
# shellcheck shell=bash

sudo_=()
[ "$(id -u)" = 0 ] || sudo_=(sudo -n)

have() { command -v "$1" >/dev/null 2>&1; }

postgresql_answers() { (: </dev/tcp/127.0.0.1/5432) 2>/dev/null; }

install_missing() {
    local packages=()
    have dovecot || packages+=(dovecot-imapd)
    have clamd || packages+=(clamav-daemon)
    have chromium || packages+=(chromium)
    have fc-list && [ -n "$(fc-list 2>/dev/null | head -n 1)" ] || packages+=(fontconfig fonts-dejavu-core)
    have git || packages+=(git)
    python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
    [ -n "${ECHODESK_TEST_POSTGRES:-}" ] || postgresql_answers || packages+=(postgresql)
    if [ ${#packages[@]} = 0 ]; then
        echo "nothing is missing"
        return
    fi
    echo "installing ${packages[*]}"
    "${sudo_[@]}" apt-get update -qq
    "${sudo_[@]}" apt-get install -qq -y --no-install-recommends "${packages[@]}"
    case " ${packages[*]} " in *" clamav-daemon "*) leave_clamav_stopped ;; esac
}

# The tests start a scanner of their own, with a signature of their own: no service, and no download of the real ones.
leave_clamav_stopped() {
    local service
    for service in clamav-freshclam clamav-daemon; do
        "${sudo_[@]}" service "$service" stop >/dev/null 2>&1 || true
    done
}

# Debian's server lets a role in over TCP by password only: where it was installed for this run, it gets a role of our own.
start_postgresql() {
    [ -z "${ECHODESK_TEST_POSTGRES:-}" ] || return 0
    local role password
    role=$(id -un)
    if postgresql_answers; then
        export ECHODESK_TEST_POSTGRES="postgresql+psycopg://$role@127.0.0.1/test"
        return 0
    fi
    "${sudo_[@]}" service postgresql start
    timeout 60 bash -c 'until (: </dev/tcp/127.0.0.1/5432) 2>/dev/null; do sleep 0.2; done' || {
        echo "PostgreSQL was installed but does not answer on 127.0.0.1:5432" >&2
        return 1
    }
    role=echodesk_ci
    password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
    as_postgres psql -q -v ON_ERROR_STOP=1 <<SQL
DROP ROLE IF EXISTS $role;
CREATE ROLE $role LOGIN CREATEDB PASSWORD '$password';
SQL
    export ECHODESK_TEST_POSTGRES="postgresql+psycopg://$role:$password@127.0.0.1/test"
}

as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        (cd / && sudo -n -u postgres "$@")
    fi
}
