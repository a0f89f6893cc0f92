# The http-2 gem as a driver: ruby ruby_http2.rb key=value...
# It is a protocol library: the socket is the driver's.
require 'http/2'
require 'json'
require 'openssl'
require 'socket'
require 'timeout'
require 'uri'

$stdout.sync = true
SHOWN = 1024
TOLD = ARGV.filter_map { |word| word.split('=', 2) if word.include?('=') }.to_h

if ARGV[0] == 'version'
  puts({ version: { client: "http-2 #{HTTP2::VERSION}", engine: "http-2 #{HTTP2::VERSION}" } }.to_json)
  exit
end

def number(name, otherwise) = (TOLD[name].to_s.empty? ? otherwise : TOLD[name].to_f)

class Answer
  attr_accessor :status, :fields, :trailers, :informational, :told
  attr_reader :length

  def initialize(n)
    @n, @shown, @length, @fields, @informational = n, String.new(encoding: "BINARY"), 0, nil, []
  end

  def take(octets)
    octets = octets.to_s.b
    @shown << octets.byteslice(0, SHOWN - @shown.bytesize) if @shown.bytesize < SHOWN
    @length += octets.bytesize
  end

  def say(error = '')
    return if @told
    @told = true
    $good = false unless error.empty?
    puts({ n: @n, ok: error.empty?, status: @status&.to_i, length: @length, body: @shown.unpack1('H*'), error: error,
           fields: @fields, trailers: @trailers, informational: @informational }.to_json)
  end
end

def latin(pairs) = pairs.map { |pair| pair.map { |one| one.dup.force_encoding('BINARY').encode('UTF-8', 'ISO-8859-1') } }

def connected(url)
  socket = TCPSocket.new(url.host == 'localhost' ? '127.0.0.1' : url.host, url.port)
  return socket unless url.scheme == 'https'
  context = OpenSSL::SSL::SSLContext.new
  context.ca_file = TOLD['cacert']
  context.verify_mode = OpenSSL::SSL::VERIFY_PEER
  context.alpn_protocols = ['h2']
  tls = OpenSSL::SSL::SSLSocket.new(socket, context)
  tls.hostname = url.host unless url.host =~ /\A[\d.]+\z/
  tls.connect
  tls
end

def ask(connection, url, n, ended)
  answer = Answer.new(n)
  stream = connection.new_stream
  stream.on(:headers) do |head|
    status = head.assoc(':status')&.last
    if status.to_i.between?(100, 199) then answer.informational << status.to_i
    elsif answer.status.nil? then answer.status, answer.fields = status, latin(head.reject { |name, _| name.start_with?(':') })
    else answer.trailers = latin(head)
    end
  end
  stream.on(:data) { |octets| answer.take(octets) }
  stream.on(:close) do |error|
    bad = error && error != :no_error
    answer.say(bad ? "stream closed: #{error}" : answer.status ? '' : 'closed without a response')
    ended.call
  end
  head = { ':scheme' => url.scheme, ':method' => TOLD['method'] || 'GET', ':authority' => "#{url.host}:#{url.port}",
           ':path' => url.request_uri }
  size = number('size', 0).to_i
  stream.headers(head, end_stream: size.zero?)
  stream.data(('0123456789abcdef' * (size / 16 + 1)).byteslice(0, size)) unless size.zero?
  answer
end

$good = true
open_answers = []
begin
  Timeout.timeout(number('timeout', 20)) do
    url = URI(TOLD['url'])
    socket = connected(url)
    connection = HTTP2::Client.new
    connection.on(:frame) { |octets| socket.write(octets); socket.flush }
    waiting = (0...number('requests', 1).to_i).to_a
    left = waiting.size
    asking = lambda do
      n = waiting.shift
      open_answers << ask(connection, url, n, -> { left -= 1; $more = true }) if n
    end
    number('parallel', 1).to_i.times { asking.call }
    until left.zero?
      connection << socket.readpartial(16_384)
      while $more && !waiting.empty?
        $more = false
        asking.call
      end
    end
    socket.close
  end
rescue Timeout::Error
  open_answers.each { |answer| answer.say('timeout') }
rescue StandardError => e
  text = "#{e.class}: #{e.message}"
  open_answers << Answer.new(0) if open_answers.empty?
  open_answers.each { |answer| answer.say(text) }
end
exit!($good ? 0 : 1)
