// java.net.http: the client of the JDK.
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

public class Jdk extends Driver {
  private HttpClient client;

  private synchronized HttpClient client() throws Exception {
    if (client == null) {
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
