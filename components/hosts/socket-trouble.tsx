import { Notice } from '../ui/notice';
import { socketTroubleWords as words } from './socket-trouble-words';

/** A socket that is there and may not be opened by the dashboard. */
export interface ClosedSocket {
  path: string;
  uid: number;
  gid: number;
}

/** The most common first obstacle, and the three ways around it. */
export function SocketTrouble({ socket }: { socket: ClosedSocket }) {
  return (
    <Notice kind="warning" title={words.title} className="mb-6">
      <p>{words.why(socket.path, socket.uid, socket.gid)}</p>
      <ol className="mt-2 flex list-decimal flex-col gap-1 pl-5">
        <li>{words.ssh}</li>
        <li>{words.proxy}</li>
        <li>{words.group(socket.gid)}</li>
      </ol>
    </Notice>
  );
}
