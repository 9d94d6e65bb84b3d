/**
 * A token was a right of its own: it named its maker and went on after them. Now it belongs to an account, by id. A name alone
 * does not prove it: an account made after the token is another person's. What no account stands behind stops, and says why.
 */
export const rightsHaveAnOwner = `
ALTER TABLE api_tokens ADD COLUMN owner_id TEXT;
ALTER TABLE api_tokens ADD COLUMN ended_because TEXT;
UPDATE api_tokens SET owner_id = (
  SELECT id FROM users WHERE users.name = api_tokens.created_by AND users.created_at <= api_tokens.created_at
);
UPDATE api_tokens SET revoked_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ended_because = 'no-account'
  WHERE owner_id IS NULL AND revoked_at IS NULL;
CREATE INDEX api_tokens_by_owner ON api_tokens (owner_id);

-- of the token that lives in the browser tab, not in the cookie: without it a session only reads
ALTER TABLE sessions ADD COLUMN page_hash BLOB;

-- browsers that somebody has logged in with before: their tries are counted apart from strangers'
CREATE TABLE devices (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, token_hash BLOB NOT NULL UNIQUE,
  created_at TEXT NOT NULL, seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX devices_by_user ON devices (user_id, seen_at);
`;
