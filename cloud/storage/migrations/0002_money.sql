-- Money: tariffs, the ledger, payments, charge detail records, receipts; what waits for a person; stickers.

ALTER TABLE organisation ADD COLUMN tariff_id TEXT;

ALTER TABLE station ADD COLUMN tariff_id TEXT;

ALTER TABLE device ADD COLUMN sticker TEXT;

CREATE UNIQUE INDEX device_sticker ON device (sticker);

ALTER TABLE orders ADD COLUMN tariff_id TEXT;

ALTER TABLE orders ADD COLUMN unpaid_minor BIGINT;

ALTER TABLE orders ADD COLUMN buy_out_ms BIGINT;

ALTER TABLE orders ADD COLUMN lent_journal_id TEXT;

ALTER TABLE orders ADD COLUMN lent_seq BIGINT;

ALTER TABLE orders ADD COLUMN return_journal_id TEXT;

ALTER TABLE orders ADD COLUMN return_seq BIGINT;

CREATE INDEX orders_buy_out ON orders (buy_out_ms) WHERE state = 'active' AND buy_out_ms IS NOT NULL;

CREATE INDEX orders_sold ON orders (bank) WHERE state = 'sold';

CREATE TABLE tariff (
    id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    free_minutes BIGINT NOT NULL,
    step_minutes BIGINT NOT NULL,
    step_minor BIGINT NOT NULL,
    daily_cap_minor BIGINT NOT NULL,
    total_cap_minor BIGINT NOT NULL,
    hold_minor BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (id)
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

CREATE TABLE cdr (
    order_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, version)
);

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

CREATE INDEX reconciliation_case_organisation ON reconciliation_case (organisation_id, id);

CREATE UNIQUE INDEX reconciliation_case_order ON reconciliation_case (order_id) WHERE order_id IS NOT NULL AND closed_ms IS NULL;
