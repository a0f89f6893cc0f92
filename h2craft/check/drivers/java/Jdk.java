// java.net.http: the client of the JDK.
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

public class Jdk extends Driver {
  private HttpClient client;
  private final CountDownLatch asked = new CountDownLatch(1);

  /** Asked several times before it has a connection, it makes as many; so the first request's head is waited for. */
  @Override void connected() throws Exception { asked.await(5, TimeUnit.SECONDS); }

  private void listen() {
    System.setProperty("jdk.httpclient.HttpClient.log", "frames:control");
    var log = Logger.getLogger("jdk.httpclient.HttpClient");
    log.setUseParentHandlers(false);
    log.addHandler(new Handler() {
      @Override public void publish(LogRecord said) { if (String.valueOf(said.getMessage()).contains("OUT: HEADERS")) asked.countDown(); }
      @Override public void flush() {}
      @Override public void close() {}
    });
  }

  private synchronized HttpClient client() throws Exception {
    if (client == null) {
      if (number("parallel", 1) > 1) listen();
      var made = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).connectTimeout(Duration.ofMillis(limit()));
      if (tls()) made.sslContext(context());
      if (told.getOrDefault("cookies", "0").equals("1")) made.cookieHandler(new CookieManager());
      client = made.build();
    }
    return client;
  }

  @Override void ask(Answer answer, String url) throws Throwable {
    var body = number("size", 0) > 0 ? HttpRequest.BodyPublishers.ofByteArray(body()) : HttpRequest.BodyPublishers.noBody();
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(limit())).method(method(), body).build();
    var asked = client().sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    var response = asked.get(limit(), TimeUnit.MILLISECONDS);
    answer.status = response.statusCode();
    answer.fields = listed(response.headers().map());
    // The request's own limit ends with the head of the response.
    var reading = Thread.currentThread();
    var watch = new Thread(() -> { try { Thread.sleep(limit()); reading.interrupt(); response.body().close(); } catch (Exception over) { return; } });
    watch.setDaemon(true);
    watch.start();
    try { answer.read(response.body()); } finally { watch.interrupt(); }
  }

  @Override String[] versions() {
    var made = System.getProperty("java.version");
    return new String[] {"Java " + made, "JDK " + made};
  }

  public static void main(String[] words) throws Exception { new Jdk().run(words); }
}
