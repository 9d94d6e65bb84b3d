import { Badge } from '../ui/badge';

/** Wherever a demo host, its plans or its runs stand: none of it is about a machine of anybody's. */
export function DemoBadge() {
  return <Badge tone="info">Demo</Badge>;
}
