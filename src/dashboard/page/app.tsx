/** The page around its views: where one is, where one can go, and who the API thinks one is. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ClusterPage } from "./cluster.tsx";
import { ClustersPage } from "./clusters.tsx";
import { NewPreparationPage } from "./newPreparation.tsx";
import { Heading } from "./parts.tsx";
import { PreparationPage } from "./preparation.tsx";
import { PreparationsPage } from "./preparations.tsx";
import { clusterPath, links, type Route, useRoute } from "./route.ts";
import { SignIn } from "./signIn.tsx";
import { VerificationPage } from "./verification.tsx";

export function App(): JSX.Element {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const place = placeOf(route);
  const isFirst = useRef(true);
  useEffect(() => {
    // Who opens the page begins at its top; who goes on is taken to the new view's heading.
    if (!isFirst.current) main.current?.querySelector("h1")?.focus();
    isFirst.current = false;
    scrollTo(0, 0);
  }, [place]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Bar route={route} />
      <main id="main" ref={main} tabIndex={-1}>
        <View key={place} route={route} />
      </main>
      <SignIn />
    </>
  );
}

/** A view is made anew when it is about something else. */
function placeOf(route: Route): string {
  const cluster = "cluster" in route ? clusterPath(route.cluster) : "";
  return `${route.view}/${cluster}/${"id" in route ? route.id : ""}`;
}

function View({ route }: { route: Route }): JSX.Element {
  switch (route.view) {
    case "clusters":
      return <ClustersPage />;
    case "cluster":
      return <ClusterPage cluster={route.cluster} />;
    case "preparations":
      return <PreparationsPage />;
    case "preparation":
      return <PreparationPage id={route.id} />;
    case "verification":
      return <VerificationPage cluster={route.cluster} id={route.id} />;
    case "new":
      return <NewPreparationPage />;
    default:
      return (
        <>
          <Heading title="Nothing is here" />
          <p>
            <a href={links.clusters}>All clusters</a>
          </p>
        </>
      );
  }
}

function Bar({ route }: { route: Route }): JSX.Element {
  return (
    <header class="bar">
      <a class="brand" href={links.clusters}>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path class="lamp-glow" d="M11 12h10l-2.2 11h-5.6z" />
          <path class="lamp-frame" d="M10 9.5h12v2H10zM12.5 23.5h7v2h-7zM14.5 6h3v3h-3z" />
        </svg>
        Lamplighter
      </a>
      <nav aria-label="Main">
        <Tab href={links.clusters} isCurrent={["clusters", "cluster", "verification"].includes(route.view)}>
          Clusters
        </Tab>
        <Tab href={links.preparations} isCurrent={["preparations", "preparation"].includes(route.view)}>
          Preparations
        </Tab>
        <Tab href={links.new} isCurrent={route.view === "new"}>
          New
        </Tab>
      </nav>
    </header>
  );
}

function Tab({ href, isCurrent, children }: { href: string; isCurrent: boolean; children: string }): JSX.Element {
  return (
    <a href={href} aria-current={isCurrent ? "page" : undefined}>
      {children}
    </a>
  );
}
