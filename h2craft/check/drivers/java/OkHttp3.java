// OkHttp 3.
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.*;

public class OkHttp3 extends Driver {
  private OkHttpClient client;
  private final Map<String, Cookie> jar = new HashMap<>();

  private synchronized OkHttpClient client() throws Exception {
    if (client == null) {
      var made = new OkHttpClient.Builder().callTimeout(limit(), TimeUnit.MILLISECONDS).readTimeout(limit(), TimeUnit.MILLISECONDS);
      if (tls()) made.sslSocketFactory(context().getSocketFactory(), trust()); else made.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      var dispatcher = new Dispatcher();
      dispatcher.setMaxRequests(1000);
      dispatcher.setMaxRequestsPerHost(1000);
      made.dispatcher(dispatcher);
      if (told.getOrDefault("cookies", "0").equals("1")) made.cookieJar(new CookieJar() {
        @Override public void saveFromResponse(HttpUrl url, List<Cookie> cookies) { for (var one : cookies) jar.put(one.name(), one); }
        @Override public List<Cookie> loadForRequest(HttpUrl url) { return new ArrayList<>(jar.values()); }
      });
      client = made.build();
    }
    return client;
  }

  @Override void ask(Answer answer, String url) throws Throwable {
    var body = number("size", 0) > 0 ? RequestBody.create(MediaType.parse("application/octet-stream"), body()) : null;
    var request = new Request.Builder().url(url).method(method(), body).build();
    try (var response = client().newCall(request).execute()) {
      answer.status = response.code();
      answer.fields = listed(response.headers().toMultimap());
      answer.read(response.body().byteStream());

    }
  }

  @Override void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  @Override String[] versions() {
    var made = okhttp3.internal.Version.userAgent().replace('/', ' ').replace("okhttp", "OkHttp");
    return new String[] {made, made};
  }

  public static void main(String[] words) throws Exception { new OkHttp3().run(words); }
}
