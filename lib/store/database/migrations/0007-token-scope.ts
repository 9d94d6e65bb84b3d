/** What a token is for: all that its role allows, or the figures that other dashboards show. Those from before keep what they had. */
export const tokenScope = `
ALTER TABLE api_tokens ADD COLUMN scope TEXT NOT NULL DEFAULT 'all' CHECK (scope IN ('all', 'widget'));
`;
