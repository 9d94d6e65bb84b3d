# An independent look at a Docker host, for comparison before and after a move: it shares no code with Bilge. One line a fact, sorted.
# `manifest.py ROOT [OTHER-ROOT…]`: every file of volumes and layers with mode, owner, time, extended attributes, link group and SHA-256; every container,
# image, network and volume as Docker itself shows it, without what changes at each start; and what each container has changed.
import hashlib, json, os, stat, subprocess, sys

root = os.fsencode(sys.argv[1])
lines = []


def tree(top):
    links = {}
    found = []
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            found.append(os.path.join(folder, name))
    for path in sorted(found):
        status = os.lstat(path)
        kind = stat.S_IFMT(status.st_mode)
        what = [oct(status.st_mode), status.st_uid, status.st_gid]
        if kind != stat.S_IFDIR:
            what.append(status.st_mtime_ns)
        if kind == stat.S_IFREG:
            digest = hashlib.sha256()
            with open(path, 'rb') as file:
                for piece in iter(lambda: file.read(1 << 20), b''):
                    digest.update(piece)
            what += [status.st_size, digest.hexdigest()]
            # A hole that was filled would take up to a thousand times the space. More holes than before are no loss.
            if status.st_size > 1 << 20 and status.st_blocks * 512 < status.st_size // 2:
                lines.append(f'hole {os.path.relpath(path, root)!r}')
            if status.st_nlink > 1:
                what.append('links ' + repr(os.path.relpath(links.setdefault(status.st_ino, path), top)))
        if kind == stat.S_IFLNK:
            what.append(os.readlink(path))
        if kind in (stat.S_IFCHR, stat.S_IFBLK):
            what.append(status.st_rdev)
        # Docker's own links between layers are made with names relative to them, so they are compared like any other.
        for name in sorted(os.listxattr(path, follow_symlinks=False)):
            value = os.getxattr(path, name, follow_symlinks=False)
            if name == 'trusted.overlay.origin':
                continue  # a file handle of the filesystem; Docker mounts with index=off, where nothing reads it
            what.append((name, value))
        lines.append(f'file {os.path.relpath(path, root)!r} {what!r}')


for part in (b'volumes', b'overlay2'):
    for entry in sorted(os.listdir(os.path.join(root, part))):
        if entry in (b'metadata.db', b'backingFsBlockDev'):
            continue
        path = os.path.join(root, part, entry)
        for inner in (b'_data', b'diff', b'lower', b'link') if os.path.isdir(path) else ():
            if os.path.isdir(os.path.join(path, inner)):
                tree(os.path.join(path, inner))
            elif os.path.exists(os.path.join(path, inner)):
                with open(os.path.join(path, inner), 'rb') as file:
                    lines.append(f'file {os.path.relpath(os.path.join(path, inner), root)!r} {file.read()!r}')


def docker(*words):
    return subprocess.run(['docker', *words], check=True, capture_output=True, text=True).stdout


def clean(value, path=''):
    """Without what every start of Docker changes, and with the data root's own path left out."""
    if isinstance(value, dict):
        for key in ('Pid', 'StartedAt', 'FinishedAt', 'Health', 'SandboxID', 'SandboxKey', 'EndpointID', 'NetworkID', 'ExecIDs'):
            value.pop(key, None)
        if 'Networks' in value and 'bridge' in value['Networks']:
            for key in ('IPAddress', 'MacAddress', 'Gateway', 'IPPrefixLen', 'DNSNames'):
                value['Networks']['bridge'].pop(key, None)
                value.pop(key, None)
        return {key: clean(inner, f'{path}/{key}') for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner, path) for inner in value]
    if isinstance(value, str):
        # A stopped container's record names the data root of its last start.
        for place in sorted(sys.argv[1:], key=len, reverse=True):
            value = value.replace(place, 'ROOT')
        return value
    return value


for kind, listing in (('container', ('ps', '-aq', '--no-trunc')), ('volume', ('volume', 'ls', '-q')), ('image', ('images', '-aq', '--no-trunc'))):
    names = sorted(set(docker(*listing).split()))
    for name in names:
        seen = clean(json.loads(docker(kind, 'inspect', name))[0])
        if kind == 'container':
            seen['Mounts'].sort(key=lambda mount: mount['Destination'])  # Docker lists them in any order
            # PID 1 that was stopped with Docker has another exit code than one that runs; whether it runs is compared.
            if seen['State']['Status'] in ('running', 'paused'):
                seen['State'].pop('ExitCode', None)
            seen['State'].pop('Error', None)
            seen.get('HostConfig', {}).pop('Init', None)
        if kind == 'volume':
            seen.pop('CreatedAt', None)  # the change time of a folder, which no copy can set
        lines.append(f'{kind} {name} {json.dumps(seen, sort_keys=True)}')
        if kind == 'container' and seen['State']['Status'] != 'created':
            lines.append(f'diff {name} {sorted(docker("diff", name).splitlines())!r}')
        if kind == 'image':
            lines.append(f'history {name} {docker("history", "--no-trunc", "--format", "{{.ID}} {{.CreatedBy}} {{.Size}}", name)!r}')
lines.append('names ' + repr(sorted(docker('images', '--digests', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}} {{.Digest}}').splitlines())))
for name in sorted(docker('network', 'ls', '--format', '{{.Name}}').split()):
    seen = json.loads(docker('network', 'inspect', name))[0]
    keep = {key: seen[key] for key in ('Name', 'Driver', 'IPAM', 'Internal', 'Labels', 'Options') if key in seen}
    # Docker 20.10 fills the gateway in at its next start.
    for config in keep['IPAM'].get('Config') or []:
        config.pop('Gateway', None)
    if name not in ('bridge', 'host', 'none'):
        keep['Id'] = seen['Id']
    lines.append(f'network {name} {json.dumps(keep, sort_keys=True)}')
print('\n'.join(sorted(lines)))
