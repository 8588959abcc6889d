-- Schema version 1, first part: what ran, and the names that records refer to. docs/journal.md tells what it means.
--
-- Conventions: *_usd are micro-dollars, *_at milliseconds since the Unix epoch UTC, *_wei wei, amounts decimal strings in
-- the token's smallest unit, hashes and addresses raw bytes, prices decimal strings in 1e-18 USD per whole token. Rows
-- are only ever added; what changes later (how a run ended, up to where it is complete) are the nullable columns of runs.

-- A run and those that resumed it. Episodes and epochs belong to a series; another chain or --fresh begins a new one.
CREATE TABLE series (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chain_id   INTEGER NOT NULL,
    started_at INTEGER NOT NULL
);

-- One process from start to end, with its manifest.
CREATE TABLE runs (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    series           INTEGER NOT NULL REFERENCES series,
    resumes          INTEGER REFERENCES runs ON DELETE SET NULL,  -- the run of the series that it goes on from
    version          TEXT    NOT NULL,
    source_commit    TEXT    NOT NULL,
    command          TEXT    NOT NULL,                            -- run, demo
    market           TEXT    NOT NULL,                            -- its name
    market_hash      BLOB    NOT NULL,                            -- of tokens, pools and pairs
    seed             INTEGER NOT NULL,
    assumptions      TEXT    NOT NULL,                            -- JSON, as every report opens with
    pid              INTEGER NOT NULL,
    started_at       INTEGER NOT NULL,
    ended_at         INTEGER,
    ended            TEXT CHECK (ended IN ('stopped', 'failed', 'crashed', 'reloaded')),
    reason           TEXT,                                        -- of failed; of reloaded what was done
    digest           BLOB,                                        -- of decisions and outcomes, at the end
    incomplete_from  INTEGER,                                     -- block from which on nothing was written
    incomplete_why   TEXT
);
CREATE INDEX runs_of_series ON runs (series);
CREATE INDEX runs_resumed ON runs (resumes);

-- One configuration with one set of values. The same values go on in the same epoch, changed ones begin a new one.
CREATE TABLE epochs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    series     INTEGER NOT NULL REFERENCES series,
    config     TEXT    NOT NULL,                                  -- its id: moderate
    hash       BLOB    NOT NULL,                                  -- of its values, tokens of its pairs, chain and seed
    document   TEXT    NOT NULL,                                  -- JSON: every value
    started_at INTEGER NOT NULL
);
CREATE INDEX epochs_of_series ON epochs (series, config);

CREATE TABLE run_epochs (
    run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    place INTEGER NOT NULL,                                       -- in the order of the run's configurations
    epoch INTEGER NOT NULL REFERENCES epochs,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE INDEX run_epochs_of_epoch ON run_epochs (epoch);

-- What is traded, by address.
CREATE TABLE tokens (
    id            INTEGER PRIMARY KEY,
    chain_id      INTEGER NOT NULL,
    address       BLOB    NOT NULL,
    symbol        TEXT    NOT NULL,
    decimals      INTEGER NOT NULL,
    is_stablecoin INTEGER NOT NULL,
    UNIQUE (chain_id, address)
);

CREATE TABLE pools (
    id           INTEGER PRIMARY KEY,
    chain_id     INTEGER NOT NULL,
    address      BLOB    NOT NULL,
    dex          TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('v2', 'v3')),
    token0       INTEGER NOT NULL REFERENCES tokens,
    token1       INTEGER NOT NULL REFERENCES tokens,
    fee_ppm      INTEGER NOT NULL,
    tick_spacing INTEGER NOT NULL,
    UNIQUE (chain_id, address)
);

CREATE TABLE routes (
    id          INTEGER PRIMARY KEY,
    chain_id    INTEGER NOT NULL,
    key         BLOB    NOT NULL,                                 -- per hop 20 address bytes and one of direction
    pair        TEXT    NOT NULL,
    start_token INTEGER NOT NULL REFERENCES tokens,
    description TEXT    NOT NULL,
    UNIQUE (chain_id, key, pair)
);

CREATE TABLE route_hops (
    route        INTEGER NOT NULL REFERENCES routes,
    place        INTEGER NOT NULL,
    pool         INTEGER NOT NULL REFERENCES pools,
    zero_for_one INTEGER NOT NULL,
    PRIMARY KEY (route, place)
) WITHOUT ROWID;

-- States of pools on which something was found, decided or settled; equal ones are kept once.
CREATE TABLE tick_maps (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE,
    spacing    INTEGER NOT NULL,
    first_word INTEGER NOT NULL,                                  -- bitmap words that were read
    last_word  INTEGER NOT NULL,
    ticks      BLOB    NOT NULL    -- per tick 36 bytes, big-endian: index, liquidityGross, liquidityNet (two's complement)
);

CREATE TABLE pool_states (
    id             INTEGER PRIMARY KEY,
    pool           INTEGER NOT NULL REFERENCES pools,
    hash           BLOB    NOT NULL,
    fee_ppm        INTEGER NOT NULL,
    reserve0       TEXT,                                          -- v2
    reserve1       TEXT,
    sqrt_price_x96 TEXT,                                          -- v3
    tick           INTEGER,
    liquidity      TEXT,
    tick_map       INTEGER REFERENCES tick_maps,
    UNIQUE (pool, hash)
);
CREATE INDEX pool_states_with_tick_map ON pool_states (tick_map);

-- A maximal run of blocks on which a route was open. What an undone block opened stays as a name, without outcomes.
CREATE TABLE episodes (
    id            INTEGER PRIMARY KEY,
    series        INTEGER NOT NULL REFERENCES series,
    route         INTEGER NOT NULL REFERENCES routes,
    first_block   INTEGER NOT NULL,
    name          TEXT    NOT NULL,                               -- as in the event log: 3fa9c1d20b7e44aa-56123456
    UNIQUE (series, route, first_block)
);
CREATE INDEX episodes_by_name ON episodes (name);
