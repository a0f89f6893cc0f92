// What the Java drivers share: the words, the lines, the lanes. They differ in who asks.
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

abstract class Driver {
  static final int SHOWN = 1024;
  final Map<String, String> told = new HashMap<>();
  volatile boolean good = true;

  final class Answer {
    final int n;
    Integer status;
    List<String[]> fields, trailers;
    List<Integer> informational;
    final byte[] shown = new byte[SHOWN];
    int kept;
    long length;

    Answer(int n) { this.n = n; }

    void take(byte[] octets, int count) {
      int part = Math.min(count, SHOWN - kept);
      if (part > 0) { System.arraycopy(octets, 0, shown, kept, part); kept += part; }
      length += count;
    }

    void read(InputStream body) throws Exception {
      pause();
      byte[] piece = new byte[1 << 14];
      for (int count; (count = body.read(piece)) >= 0; ) take(piece, count);
    }

    void say(String error) {
      var hex = new StringBuilder();
      for (int i = 0; i < kept; i++) hex.append(String.format("%02x", shown[i]));
      if (!error.isEmpty()) good = false;
      print("{\"n\":" + n + ",\"ok\":" + error.isEmpty() + ",\"status\":" + status + ",\"length\":" + length + ",\"body\":\"" + hex
          + "\",\"error\":" + quoted(error) + ",\"fields\":" + pairs(fields) + ",\"trailers\":" + pairs(trailers)
          + ",\"informational\":" + informational + "}");
    }
  }

  abstract void ask(Answer answer, String url) throws Throwable;
  void close() throws Exception {}

  /** Waits, where a client has to be waited for that is to ask all at once on one connection. */
  void connected() throws Exception {}

  abstract String[] versions();

  void pause() throws InterruptedException { Thread.sleep((long) (seconds("slow") * 1000)); }
  int number(String name, int otherwise) { return told.containsKey(name) ? Integer.parseInt(told.get(name)) : otherwise; }
  double seconds(String name) { return Double.parseDouble(told.getOrDefault(name, "0")); }
  long limit() { return (long) (Double.parseDouble(told.getOrDefault("timeout", "20")) * 1000); }
  String method() { return told.getOrDefault("method", "GET"); }
  boolean tls() { return told.get("url").startsWith("https:"); }

  byte[] body() {
    byte[] made = new byte[number("size", 0)];
    for (int i = 0; i < made.length; i++) made[i] = (byte) "0123456789abcdef".charAt(i & 15);
    return made;
  }

  KeyStore roots() throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    if (!told.getOrDefault("cacert", "").isEmpty())
      try (var file = Files.newInputStream(Path.of(told.get("cacert")))) {
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
      }
    return store;
  }

  X509TrustManager trust() throws Exception {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots());
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  SSLContext context() throws Exception {
    var made = SSLContext.getInstance("TLS");
    made.init(null, new X509TrustManager[] {trust()}, null);
    return made;
  }

  static synchronized void print(String line) {
    byte[] octets = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(octets, 0, octets.length);
    System.out.flush();
  }

  static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (char one : text.toCharArray())
      if (one < ' ' || one == '"' || one == '\\') out.append(String.format("\\u%04x", (int) one)); else out.append(one);
    return out.append('"').toString();
  }

  static String pairs(List<String[]> fields) {
    if (fields == null) return "null";
    var out = new ArrayList<String>();
    for (var one : fields) out.add("[" + quoted(one[0]) + "," + quoted(one[1]) + "]");
    return "[" + String.join(",", out) + "]";
  }

  static List<String[]> listed(Map<String, List<String>> fields) {
    var out = new ArrayList<String[]>();
    fields.forEach((name, values) -> { if (!name.startsWith(":")) for (var value : values) out.add(new String[] {name.toLowerCase(), value}); });
    return out;
  }

  static String words(Throwable error) {
    if (error instanceof java.util.concurrent.ExecutionException && error.getCause() != null) error = error.getCause();
    var out = new ArrayList<String>();
    for (Throwable one = error; one != null && out.size() < 3; one = one.getCause()) out.add(one.toString());
    return String.join(" <- ", out);
  }

  void one(int n) {
    var answer = new Answer(n);
    String error = "";
    try {
      ask(answer, n % 2 == 1 && !told.getOrDefault("other", "").isEmpty() ? told.get("other") : told.get("url"));
    } catch (Throwable failed) {
      error = words(failed);
    }
    answer.say(error);
  }

  void run(String[] words) throws Exception {
    for (var word : words) { int at = word.indexOf('='); if (at > 0) told.put(word.substring(0, at), word.substring(at + 1)); }
    if (words.length > 0 && words[0].equals("version")) {
      var said = versions();
      print("{\"version\":{\"client\":" + quoted(said[0]) + ",\"engine\":" + quoted(said[1]) + "}}");
      System.exit(0);
    }
    var waiting = new ConcurrentLinkedQueue<Integer>();
    for (int n = 0; n < number("requests", 1); n++) waiting.add(n);
    var lanes = new ArrayList<Thread>();
    for (int i = 0; i < number("parallel", 1); i++)
      lanes.add(new Thread(() -> { for (Integer n; (n = waiting.poll()) != null; ) one(n); }));
    for (var lane : lanes) {
      lane.start();
      if (lane == lanes.get(0) && lanes.size() > 1) connected();
    }
    for (var lane : lanes) lane.join();
    try { close(); } catch (Exception failed) { System.err.println("closing: " + failed); }
    Thread.sleep(30); // what is said in the last moment leaves before the process does
    System.exit(good ? 0 : 1);
  }

  static String archive(Class<?> of) {
    var made = of.getPackage().getImplementationVersion();
    if (made != null) return made;
    var name = Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath()).toFile().getName();
    return name.replaceAll("^\\D*|\\.jar$", "");
  }
}
