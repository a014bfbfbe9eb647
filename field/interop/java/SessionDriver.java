// Drives CNRI's Handle library in sessions: args are host, port, tcp or udp, plain or encrypted, prefix, and
// the file of the administrator's RSA private key in PKCS #8 DER. Prints one JSON line a step.
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import net.handle.hdllib.*;

public class SessionDriver {
  public static void main(String[] args) throws Exception {
    int protocol = args[2].equals("udp") ? Interface.SP_HDL_UDP : Interface.SP_HDL_TCP;
    byte[] user = Util.encodeString("0.NA/" + args[4]);
    byte[] der = Files.readAllBytes(Path.of(args[5]));
    AuthenticationInfo admin = new PublicKeyAuthenticationInfo(
        user, 300, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    HandleResolver resolver = new HandleResolver();
    resolver.setCheckSignatures(true);
    SiteInfo site = siteAt(args[0], Integer.parseInt(args[1]), protocol);
    Interface[] way = site.servers[0].interfaces;
    GenericRequest asked = new GenericRequest(user, AbstractMessage.OC_GET_SITE_INFO, null);
    GetSiteInfoResponse told =
        (GetSiteInfoResponse) resolver.sendRequestToServer(asked, site, site.servers[0]);
    SiteInfo real = told.siteInfo;
    real.servers[0].interfaces = way;
    print("site", told);

    SessionSetupInfo setUp = new SessionSetupInfo(admin);
    setUp.encrypted = args[3].equals("encrypted");
    setUp.authenticated = true;
    ClientSessionTracker sessions = new ClientSessionTracker();
    sessions.setSessionSetupInfo(setUp);
    resolver.setSessionTracker(sessions);

    byte[] handle = Util.encodeString(args[4] + "/session-" + args[2] + "-" + args[3]);
    HandleValue url = value(1, "URL", "http://example.com/1");
    HandleValue secret = value(5, "SECRET", "hidden");
    secret.setAnyoneCanRead(false);
    AdminRecord all = new AdminRecord(
        user, 300, true, true, true, true, true, true, true, true, true, true, true, true);
    HandleValue rights = new HandleValue(100, Common.ADMIN_TYPE, Encoder.encodeAdminRecord(all));
    HandleValue[] values = {url, secret, rights};
    AbstractRequest[] requests = {
      new CreateHandleRequest(handle, values, admin),
      new ModifyValueRequest(handle, value(1, "URL", "http://example.com/2"), admin),
      new AddValueRequest(handle, new HandleValue(9, Util.encodeString("BIG"), new byte[20000]), admin),
      restricted(handle, admin),
      new DeleteHandleRequest(handle, admin),
    };
    String[] names = {"create", "modify", "add", "resolve", "delete"};
    for (int n = 0; n < requests.length; n++) {
      requests[n].certify = true;
      AbstractResponse answer = resolver.sendRequestToServer(requests[n], real, real.servers[0]);
      print(names[n] + (answer.sessionId > 0 ? " in session" : ""), answer);
    }
  }

  static AbstractRequest restricted(byte[] handle, AuthenticationInfo admin) {
    ResolutionRequest request = new ResolutionRequest(handle, null, null, admin);
    request.ignoreRestrictedValues = false;
    return request;
  }

  static HandleValue value(int index, String type, String text) {
    return new HandleValue(index, Util.encodeString(type), Util.encodeString(text));
  }

  static SiteInfo siteAt(String host, int port, int protocol) throws Exception {
    ServerInfo server = new ServerInfo();
    server.serverId = 1;
    server.ipAddress = new byte[16];
    System.arraycopy(InetAddress.getByName(host).getAddress(), 0, server.ipAddress, 12, 4);
    server.interfaces = new Interface[] {new Interface((byte) 3, (byte) protocol, port)};
    SiteInfo site = new SiteInfo();
    site.servers = new ServerInfo[] {server};
    site.isPrimary = true;
    site.hashOption = SiteInfo.HASH_TYPE_BY_ALL;
    site.majorProtocolVersion = 2;
    site.minorProtocolVersion = 11;
    return site;
  }

  static void print(String step, AbstractResponse answer) throws Exception {
    int count = answer instanceof ResolutionResponse found ? found.getHandleValues().length : 0;
    System.out.println(
        "{\"step\":\"" + step + "\",\"code\":" + answer.responseCode + ",\"count\":" + count + "}");
  }
}
