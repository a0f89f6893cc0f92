# Protocol::HTTP2 as a driver: perl perl_http2.pl key=value...
# It is a protocol library: the socket is the driver's.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::SSL;
use JSON::PP;
use Protocol::HTTP2;
use Protocol::HTTP2::Client;
use Protocol::HTTP2::Constants qw(const_name);

$| = 1;
$SIG{PIPE} = 'IGNORE';
my %told = map { /^(\w+)=(.*)$/s ? ($1 => $2) : () } @ARGV;
my $json = JSON::PP->new->latin1->canonical;

if (($ARGV[0] // '') eq 'version') {
    my $made = "Protocol::HTTP2 $Protocol::HTTP2::VERSION";
    print $json->encode({ version => { client => $made, engine => $made } }), "\n";
    exit;
}

my ($scheme, $host, $port, $path) = $told{url} =~ m{^(https?)://([^:/]+):(\d+)(/.*)?$};
my ($requests, $parallel, $size) = ($told{requests} || 1, $told{parallel} || 1, $told{size} || 0);
my ($asked, $done, $good, %open) = (0, 0, 1);

sub say_of {
    my ($n, $error, $status, $fields, $body) = @_;
    return unless delete $open{$n};
    $done++;
    $good = 0 if $error;
    print $json->encode({ n => $n + 0, ok => $error ? JSON::PP::false : JSON::PP::true, status => $status ? $status + 0 : undef,
        length => length($body // ''), body => unpack('H*', substr($body // '', 0, 1024)), error => $error // '', fields => $fields }), "\n";
}

sub fail_all { my ($error) = @_; $open{0} = 1 if !$asked; say_of($_, $error) for sort keys %open; exit 1 }

$SIG{ALRM} = sub { fail_all('timeout') };
alarm($told{timeout} || 20);
my $failed;
my $client = Protocol::HTTP2::Client->new(on_error => sub { $failed = const_name(errors => $_[0]) // $_[0] });

sub ask {
    my $n = $asked++;
    $open{$n} = 1;
    $client->request(
        ':scheme' => $scheme, ':authority' => "$host:$port", ':path' => $path // '/', ':method' => $told{method} || 'GET', headers => [],
        ($size ? (data => substr('0123456789abcdef' x ($size / 16 + 1), 0, $size)) : ()),
        on_error => sub { say_of($n, 'stream error ' . (const_name(errors => $_[0]) // $_[0])); ask() if $asked < $requests },
        on_done => sub {
            my ($head, $body) = @_;
            my (@fields, $status);
            for (my $i = 0; $i < @$head; $i += 2) {
                if ($head->[$i] eq ':status') { $status = $head->[ $i + 1 ] } else { push @fields, [ $head->[$i], $head->[ $i + 1 ] ] }
            }
            say_of($n, $status ? '' : 'no status', $status, \@fields, $body);
            ask() if $asked < $requests;
        });
}

my $socket = $scheme eq 'https'
    ? IO::Socket::SSL->new(PeerHost => $host, PeerPort => $port, SSL_ca_file => $told{cacert}, SSL_alpn_protocols => ['h2'])
    : IO::Socket::INET->new(PeerHost => $host, PeerPort => $port);
fail_all("cannot connect: $! " . ($IO::Socket::SSL::SSL_ERROR // '')) unless $socket;

# A write may take a part: of TLS, a record at most.
sub send_all {
    my ($octets) = @_;
    while (length $octets) {
        my $count = syswrite $socket, $octets;
        fail_all("cannot write: $!") unless $count;
        $octets = substr $octets, $count;
    }
}

ask() for 1 .. $parallel;
while (1) {
    while (defined(my $frame = $client->next_frame)) { send_all($frame) }
    fail_all($failed) if $failed;
    last if $done == $requests;
    my $count = sysread $socket, my $octets, 16384;
    fail_all('the connection was closed') unless $count;
    eval { $client->feed($octets); 1 } or fail_all("died: $@");
}
close $socket;
exit($good ? 0 : 1);
