#!/usr/bin/perl
# Runs inside a lab host before its file systems are mounted and before Docker starts.
#
# Perl (part of every Debian) and raw system calls, not a shell script: systemd takes a burst of more than five mount
# events in a second as an attack and then looks at its mounts once a second only, which made each boot a second longer.
# Here all mounts change in one event, and a hundred nodes cost no hundred processes.
use strict;
use warnings;
use POSIX ();

my $machine = (POSIX::uname())[4];
my %numbers = (x86_64 => { mount => 165, mknodat => 259 }, aarch64 => { mount => 40, mknodat => 33 });
my $number = $numbers{$machine} or die "lab-prepare: unknown machine $machine\n";

use constant { NOSUID => 2, NODEV => 4, NOEXEC => 8, REMOUNT => 32, BIND => 4096 };

sub mount_call {
    my ($source, $target, $flags) = @_;
    my $none = 'none';
    syscall($number->{mount}, $source, $target, $none, $flags, 0) == 0 or warn "mount $target: $!\n";
}

# systemd-nspawn mounts the control groups read-only; the engine must write them. A remount of the file system answers
# "busy": only the bind mount's own flag may change.
open my $mounts, '<', '/proc/self/mountinfo' or die "mountinfo: $!\n";
for my $target (map { (split ' ')[4] } grep { / - cgroup2? / } <$mounts>) {
    mount_call('none', $target, REMOUNT | BIND | NOSUID | NODEV | NOEXEC);
}

# Only this part of /proc/sys belongs to the host's own network namespace; the rest is the machine's and stays read-only.
my $net = '/proc/sys/net';
mount_call($net, $net, BIND);
mount_call('none', $net, REMOUNT | BIND | NOSUID | NODEV | NOEXEC);

# No udev here: a loop device is usable only when its node exists.
sub node {
    my ($path, $type, $major, $minor) = @_;
    return if -e $path;
    my $here = -100;
    syscall($number->{mknodat}, $here, $path, $type | 0660, ($major << 8) | $minor) == 0 or warn "$path: $!\n";
}
node("/dev/loop$_", 0060000, 7, $_) for 0 .. 95;
node('/dev/fuse', 0020000, 10, 229);
