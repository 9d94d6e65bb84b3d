import type { LabHost } from '../../lab/lab.ts';

/**
 * Containers, volumes, images and networks of every kind that a copy or a start in the wrong order could lose. One of them was started
 * with --rm, and Docker itself removes it when it stops.
 */
const script = `set -e
docker network create --subnet 10.99.0.0/24 shop_front >/dev/null
docker volume create --label keep=yes pgdata >/dev/null
docker tag busybox:lab app:1; docker tag busybox:lab registry.example/app:2
docker run -d --init --name web --restart unless-stopped --network shop_front --ip 10.99.0.9 --network-alias www \\
  --label com.docker.compose.project=shop --label com.docker.compose.service=web busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name side --network container:web busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name db -v pgdata:/data --log-driver json-file busybox:lab sh -c 'while :; do echo tick; sleep 1; done' >/dev/null
docker run -d --init --name reader --volumes-from db busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name linked --link db:database busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name anonymous -v /cache busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name hostnet --network host busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name healthy --health-cmd true --health-interval 2s busybox:lab sleep 1000000 >/dev/null
docker run -d --init --name frozen busybox:lab sleep 1000000 >/dev/null; docker pause frozen >/dev/null
docker run --name failed --log-driver local busybox:lab sh -c 'echo out; echo err >&2; exit 3' >/dev/null 2>&1 || true
docker create --name never --restart on-failure:3 --env A=b --entrypoint sleep busybox:lab 5 >/dev/null
docker run -d --init --rm --name passing busybox:lab sleep 1000000 >/dev/null
docker run --name writer busybox:lab sh -c 'rm /bin/vi; mkdir -p /deep/er; echo one >/deep/er/a; ln /deep/er/a /deep/b; mkfifo /pipe; mv /home /moved; rm -rf /var/spool; mkdir -p /var/spool/new; dd if=/dev/zero of=/hole bs=1 count=1 seek=20000000 2>/dev/null; chown 1234:4321 /deep/b; chmod 4755 /deep/b' >/dev/null
docker run --name stopped -v pgdata:/data -v /other busybox:lab true >/dev/null
docker commit -m 'a dangling one' writer >/dev/null
docker commit writer kept:latest >/dev/null
docker run -d --init --name ofkept kept:latest sleep 1000000 >/dev/null
root=$(docker info --format '{{.DockerRootDir}}')
python3 - "$root" <<'END'
import os, sys
root = sys.argv[1]
data = os.fsencode(root + '/volumes/pgdata/_data')
os.makedirs(data + b'/base', exist_ok=True)
for number in range(300):
    with open(data + b'/base/%d' % number, 'wb') as file: file.write(os.urandom(3000 + number))
os.link(data + b'/base/1', data + b'/link to one')
os.symlink(b'base/2', data + b'/symbolic')
os.symlink(b'/nowhere', data + b'/dangling')
with open(data + b'/sparse', 'wb') as file:
    file.truncate(50000000); file.seek(49999999); file.write(b'x')
for name in (b'new\\nline', b'bad \\xff\\xfe utf8', b' blank ', b'-dash', '\\u00fc\\u6f22'.encode()):
    with open(data + b'/' + name, 'wb') as file: file.write(name)
os.setxattr(data + b'/base/3', b'user.note', b'kept \\x00 whole')
os.setxattr(data + b'/base/3', b'trusted.note', b'root only')
os.setxattr(data + b'/base/4', b'security.capability', bytes.fromhex('0100000200040000000000000000000000000000'))
os.chown(data + b'/base/5', 70000, 80000)
os.chmod(data + b'/base/5', 0o6711)
os.mkfifo(data + b'/fifo')
os.mknod(data + b'/device', 0o20600, os.makedev(1, 3))
os.utime(data + b'/base/6', ns=(1, 1234567890123456789))
END`;

/** How many of them are running (or paused), and still are after a move. */
export const runningAfterwards = 10;

export async function makeAwkwardContainers(host: LabHost): Promise<void> {
  await host.exec(script);
}
