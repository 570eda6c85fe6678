namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Names of the seeded applications: by position, so that they are the same in every run.</summary>
internal static class ApplicationNames
{
    // The first ones show every kind of trouble a name can make: spaces, quotes, brackets, other scripts, a name used twice.
    private static readonly string[] First =
    [
        "Billing Service", "Customer Portal", "Mobile App (iOS)", "Grünwald Lagerverwaltung", "Admin Dashboard [internal]",
        "Nightly Export", "Payment Gateway Connector", "O'Reilly Reader", "東京注文アプリ", "\"Quoted\" Reporting",
        "Partner: Acme & Söhne", "Billing Service", "Inventory Sync", "Café Kiosk № 7", "Legacy Intranet",
        "Слежение за доставкой", "Signed Document Archive", "Single Page Storefront", "Data Warehouse Loader", "100% Uptime Monitor",
        "Réservations $HOME `demo`", "Support Desk; Level 2", "Fraud Detection", "주문 알림 서비스", "Backup/Restore Agent",
    ];

    private static readonly string[] Subjects =
    [
        "Orders", "Invoices", "Shipping", "Accounts", "Catalogue", "Loyalty", "Analytics", "Notifications", "Scheduling", "Returns", "Contracts",
        "Müller Logistik", "Telemetry", "Identity", "Search", "Pricing", "Ledger", "Surveys", "Archive", "São Paulo Retail",
    ];

    private static readonly string[] Kinds =
    [
        "Worker", "Web Client", "Mobile Client", "API Gateway", "Batch Job", "Partner Link", "Console", "Importer", "Exporter", "Webhook Relay",
    ];

    private static readonly string[] Stages = ["", " (staging)", " (test)", " - EU", " - US"];

    /// <summary>The name at that position. Apart from one pair among the first, no name occurs twice.</summary>
    public static string At(int position)
    {
        if (position < First.Length)
            return First[position];
        var number = position - First.Length;
        var subject = Subjects[number % Subjects.Length];
        number /= Subjects.Length;
        var kind = Kinds[number % Kinds.Length];
        number /= Kinds.Length;
        var stage = Stages[number % Stages.Length];
        number /= Stages.Length;
        return number == 0 ? $"{subject} {kind}{stage}" : $"{subject} {kind} {number + 1}{stage}";
    }
}
