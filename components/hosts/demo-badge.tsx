import { Badge } from '../ui/badge';
import { hostMarkWords } from './host-mark-words';

/** Marks a demo host, its plans and its runs: none of it is about a real machine. */
export function DemoBadge() {
  return <Badge tone="info">{hostMarkWords.demo}</Badge>;
}
