// Jetty 9.4's HttpClient over its HTTP2Client.
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.http.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.util.HttpCookieStore;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.ssl.SslContextFactory;

public class Jetty9 extends Driver {
  private HttpClient client;

  private synchronized HttpClient client() throws Exception {
    if (client == null) {
      var ssl = new SslContextFactory.Client();
      if (tls()) ssl.setTrustStore(roots());
      client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()), ssl);
      client.setFollowRedirects(true);
      client.setMaxRequestsQueuedPerDestination(2000);
      client.getContentDecoderFactories().clear();
      if (!told.getOrDefault("cookies", "0").equals("1")) client.setCookieStore(new HttpCookieStore.Empty());
      client.start();
    }
    return client;
  }

  @Override void ask(Answer answer, String url) throws Throwable {
    var request = client().newRequest(url).method(method()).timeout(limit(), TimeUnit.MILLISECONDS);
    if (number("size", 0) > 0) request.content(new BytesContentProvider(body()), "application/octet-stream");
    var done = new CompletableFuture<Throwable>();
    request.onResponseHeaders(head -> {
      answer.status = head.getStatus();
      answer.fields = new ArrayList<>();
      head.getHeaders().forEach(one -> answer.fields.add(new String[] {one.getName().toLowerCase(), String.valueOf(one.getValue())}));
    });
    var first = new boolean[] {true};
    request.onResponseContentAsync((head, piece, more) -> {
      if (first[0]) { first[0] = false; try { pause(); } catch (InterruptedException over) { return; } }
      byte[] octets = new byte[piece.remaining()];
      piece.get(octets);
      answer.take(octets, octets.length);
      more.succeeded();
    });
    request.send(result -> done.complete(result.isFailed() ? result.getFailure() : null));
    var failed = done.get(limit() + 500, TimeUnit.MILLISECONDS);
    if (failed != null) throw failed;
  }

  @Override void close() throws Exception { client.stop(); }

  @Override String[] versions() { return new String[] {"Jetty " + Jetty.VERSION, "Jetty " + Jetty.VERSION}; }

  public static void main(String[] words) throws Exception {
    System.setProperty("org.eclipse.jetty.util.log.class", "org.eclipse.jetty.util.log.StdErrLog");
    System.setProperty("org.eclipse.jetty.LEVEL", "WARN");
    new Jetty9().run(words);
  }
}
