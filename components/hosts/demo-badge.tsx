import { Badge } from '../ui/badge';

/** Marks a demo host, its plans and its runs: none of it is about a real machine. */
export function DemoBadge() {
  return <Badge tone="info">Demo</Badge>;
}
