-- The schema. Never changed once it is released: the next migration changes what this one made.
-- {blob} and {short_rows} are filled in by the engine.

CREATE TABLE account (
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    live_seq BIGINT NOT NULL,
    open_orders BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE alarm (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id TEXT,
    order_id TEXT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    raised_ms BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX alarm_organisation ON alarm (organisation_id, id);

CREATE TABLE audit (
    id TEXT NOT NULL,
    organisation_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX audit_organisation ON audit (organisation_id, id);

CREATE TABLE broker_credential (
    device_id TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id)
) {short_rows};

CREATE TABLE cdr (
    order_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE command (
    id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    order_id TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    boot BIGINT NOT NULL,
    not_after_uptime_ms BIGINT NOT NULL,
    body TEXT,
    attempts BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    sent_ms BIGINT,
    due_ms BIGINT NOT NULL,
    outcome BIGINT,
    reason BIGINT,
    PRIMARY KEY (id)
);

CREATE INDEX command_open ON command (device_id) WHERE state IN ('queued', 'sent');

CREATE TABLE counter (
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (name)
) {short_rows};

CREATE TABLE device (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    station_id TEXT,
    kind TEXT NOT NULL,
    positions BIGINT NOT NULL,
    state TEXT NOT NULL,
    boot BIGINT NOT NULL,
    connection BIGINT NOT NULL,
    online BIGINT NOT NULL,
    presence_at_ms BIGINT NOT NULL,
    journal_id TEXT,
    committed_seq BIGINT NOT NULL,
    parked_count BIGINT NOT NULL,
    live_boot BIGINT NOT NULL,
    live_uptime_ms BIGINT NOT NULL,
    live_at_ms BIGINT NOT NULL,
    firmware_version TEXT,
    protocol_version BIGINT,
    reset_cause BIGINT,
    desired_version BIGINT NOT NULL,
    desired_configuration TEXT,
    reported_version BIGINT NOT NULL,
    configuration_detail TEXT,
    health TEXT,
    health_at_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    sticker TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX device_organisation ON device (organisation_id);

CREATE UNIQUE INDEX device_sticker ON device (sticker);

CREATE TABLE device_key (
    device_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    sealed_key {blob} NOT NULL,
    created_ms BIGINT NOT NULL,
    retired_ms BIGINT,
    PRIMARY KEY (device_id, version)
) {short_rows};

CREATE TABLE idempotency (
    account_id TEXT NOT NULL,
    route TEXT NOT NULL,
    "key" TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    made_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, route, "key")
) {short_rows};

CREATE TABLE inbox (
    device_id TEXT NOT NULL,
    journal_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    type BIGINT NOT NULL,
    topic TEXT NOT NULL,
    envelope {blob} NOT NULL,
    received_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (device_id, journal_id, seq)
);

CREATE TABLE journal_gap (
    device_id TEXT NOT NULL,
    journal_id TEXT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    noticed_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id, journal_id, first_seq)
) {short_rows};

CREATE TABLE ledger_account (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    held_minor BIGINT NOT NULL,
    debits_minor BIGINT NOT NULL,
    credits_minor BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT ledger_account_limit CHECK (held_minor >= 0 AND (kind <> 'wallet' OR credits_minor - debits_minor - held_minor >= 0) AND (kind <> 'unpaid' OR debits_minor - credits_minor >= 0))
) {short_rows};

CREATE TABLE live_event (
    id BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT live_event_account UNIQUE (account_id, seq)
) {short_rows};

CREATE TABLE membership (
    account_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (account_id, organisation_id)
) {short_rows};

CREATE TABLE orders (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    state TEXT NOT NULL,
    command_id TEXT,
    window_until_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    currency TEXT NOT NULL,
    tariff_id TEXT NOT NULL,
    hold_transfer_id TEXT,
    hold_minor BIGINT NOT NULL,
    payee_account_id TEXT,
    connector BIGINT,
    planned_from_ms BIGINT,
    planned_until_ms BIGINT,
    reason TEXT,
    began_ms BIGINT,
    ended_ms BIGINT,
    fee_minor BIGINT,
    unpaid_minor BIGINT,
    began_journal_id TEXT,
    began_seq BIGINT,
    ended_device_id TEXT,
    ended_journal_id TEXT,
    ended_seq BIGINT,
    PRIMARY KEY (id)
);

CREATE INDEX orders_account ON orders (account_id, id);

CREATE TABLE organisation (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    tariff_id TEXT,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE payment (
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE person (
    account_id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (account_id),
    CONSTRAINT person_email UNIQUE (email)
);

CREATE TABLE power_bank (
    id TEXT NOT NULL,
    place TEXT NOT NULL,
    device_id TEXT,
    slot BIGINT,
    order_id TEXT,
    updated_ms BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT power_bank_place CHECK ((place = 'slot' AND device_id IS NOT NULL AND slot IS NOT NULL AND order_id IS NULL) OR (place = 'order' AND device_id IS NULL AND slot IS NULL AND order_id IS NOT NULL) OR (place IN ('maintenance', 'lost') AND device_id IS NULL AND slot IS NULL AND order_id IS NULL))
) {short_rows};

CREATE UNIQUE INDEX power_bank_order ON power_bank (order_id) WHERE place = 'order';

CREATE UNIQUE INDEX power_bank_slot ON power_bank (device_id, slot) WHERE place = 'slot';

CREATE TABLE receipt (
    order_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    cose {blob} NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE receipt_key (
    id TEXT NOT NULL,
    public_key {blob} NOT NULL,
    sealed_key {blob} NOT NULL,
    created_ms BIGINT NOT NULL,
    retired_ms BIGINT,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE reconciliation_case (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    order_id TEXT,
    device_id TEXT,
    kind TEXT NOT NULL,
    evidence TEXT NOT NULL,
    opened_ms BIGINT NOT NULL,
    closed_ms BIGINT,
    resolution TEXT,
    actor TEXT,
    note TEXT,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX reconciliation_case_order ON reconciliation_case (order_id) WHERE order_id IS NOT NULL AND closed_ms IS NULL;

CREATE INDEX reconciliation_case_organisation ON reconciliation_case (organisation_id, id);

CREATE TABLE rental (
    order_id TEXT NOT NULL,
    bank TEXT,
    slot BIGINT,
    return_slot BIGINT,
    buy_out_ms BIGINT,
    is_sold BIGINT NOT NULL,
    PRIMARY KEY (order_id)
);

CREATE INDEX rental_buy_out ON rental (buy_out_ms) WHERE buy_out_ms IS NOT NULL;

CREATE INDEX rental_sold ON rental (bank) WHERE is_sold = 1;

CREATE TABLE schema_version (
    version BIGINT NOT NULL,
    PRIMARY KEY (version)
) {short_rows};

CREATE TABLE session (
    token_hash TEXT NOT NULL,
    account_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    PRIMARY KEY (token_hash)
) {short_rows};

CREATE INDEX session_account ON session (account_id);

CREATE TABLE slot (
    device_id TEXT NOT NULL,
    slot BIGINT NOT NULL,
    state BIGINT NOT NULL,
    faults BIGINT NOT NULL,
    bank TEXT,
    charge_pct BIGINT,
    cycles BIGINT,
    updated_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id, slot)
) {short_rows};

CREATE TABLE station (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    latitude_udeg BIGINT NOT NULL,
    longitude_udeg BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    tariff_id TEXT,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE tariff (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    hold_minor BIGINT NOT NULL,
    terms TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (id)
) {short_rows};

CREATE TABLE transfer (
    id TEXT NOT NULL,
    phase TEXT NOT NULL,
    kind TEXT NOT NULL,
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    hold_id TEXT,
    order_id TEXT,
    account_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT transfer_amount CHECK (amount_minor >= 0 AND debit_account <> credit_account)
);

CREATE INDEX transfer_account ON transfer (account_id, at_ms);

INSERT INTO counter (name, value) VALUES ('live', 0);
